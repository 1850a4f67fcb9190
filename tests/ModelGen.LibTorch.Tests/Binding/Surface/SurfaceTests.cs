using System.Text;
using Mono.Cecil;

namespace ModelGen.LibTorch.Tests.Binding.Surface;

/// <summary>
/// The binding's public surface: written down, so that each change is seen, and within TorchSharp's, so that a change of provider changes
/// no user's code.
/// </summary>
public class SurfaceTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "ModelGen.LibTorch.Tests", "Binding", "Surface");

    [Fact]
    public void SurfaceIsAsWrittenDown()
    {
        using var ours = Ours();
        var text = new StringBuilder();
        foreach (var type in ApiText.Types(ours))
        {
            text.Append(ApiText.Name(type)).Append(": ").Append(ApiText.Kind(type)).Append('\n');
            foreach (string member in ApiText.Parents(type).Select(parent => $"is a {parent}").Concat(ApiText.Members(type)))
                text.Append("    ").Append(member).Append('\n');
        }

        string verified = Path.Combine(Folder, "PublicApi.verified.txt"), received = Path.Combine(Folder, "PublicApi.received.txt");
        string expected = File.Exists(verified) ? File.ReadAllText(verified) : "";
        if (expected == text.ToString())
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, text.ToString());
        string[] before = expected.Split('\n'), after = text.ToString().Split('\n');
        Assert.Fail(
            $"""
             The public surface changed. If that is meant, let PublicApi.received.txt take the place of PublicApi.verified.txt.
             Gone:
             {string.Join('\n', before.Except(after).Take(20))}
             New:
             {string.Join('\n', after.Except(before).Take(20))}
             """);
    }

    [SkippableFact]
    public void EveryMemberIsTorchSharps()
    {
        string? path = Environment.GetEnvironmentVariable("TORCHSHARP_ASSEMBLY");
        Skip.If(path is null, "TORCHSHARP_ASSEMBLY names no TorchSharp.dll to compare with");
        using var theirs = AssemblyDefinition.ReadAssembly(path);
        using var ours = Ours();
        var real = ApiText.Types(theirs).ToDictionary(ApiText.Name);

        var foreign = ApiText.Types(ours).SelectMany(type => Foreign(type, real)).ToList();

        Assert.True(foreign.Count == 0, $"Not in TorchSharp ({foreign.Count}):\n{string.Join('\n', foreign)}");
    }

    private static IEnumerable<string> Foreign(TypeDefinition type, Dictionary<string, TypeDefinition> real)
    {
        string name = ApiText.Name(type);
        if (!real.TryGetValue(name, out var theirs))
            return [$"{name}: {ApiText.Kind(type)}"];
        var chain = Chain(theirs, real).ToList();
        var members = chain.SelectMany(ApiText.Members).ToHashSet();
        var parents = chain.SelectMany(ApiText.Parents).ToHashSet();
        var foreign = ApiText.Members(type).Where(member => !members.Contains(member))
            .Concat(ApiText.Parents(type).Where(parent => !parents.Contains(parent)).Select(parent => $"is a {parent}"))
            .Select(member => $"{name}: {member}");
        if (ApiText.Kind(type) != ApiText.Kind(theirs))
            foreign = foreign.Prepend($"{name}: {ApiText.Kind(type)}, there {ApiText.Kind(theirs)}");
        return foreign;
    }

    private static IEnumerable<TypeDefinition> Chain(TypeDefinition type, Dictionary<string, TypeDefinition> real)
    {
        for (var one = type; one is not null; one = Base(one, real))
            yield return one;
    }

    private static TypeDefinition? Base(TypeDefinition type, Dictionary<string, TypeDefinition> real) =>
        type.BaseType is { } parent && real.TryGetValue(parent.GetElementType().FullName.Replace('/', '.'), out var found) ? found : null;

    private static AssemblyDefinition Ours() => AssemblyDefinition.ReadAssembly(typeof(torch).Assembly.Location);
}
