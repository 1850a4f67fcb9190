using ModelGen.Compiler;
using ModelGen.Compiler.Graph;

namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>The specs of models/, compiled.</summary>
internal static class Zoo
{
    private static readonly Lazy<IReadOnlyList<ModelGraph>> Compiled = new(Compile);

    public static IReadOnlyList<ModelGraph> Models => Compiled.Value;

    public static ModelGraph Model(string name) => Models.Single(m => m.Name == name);

    private static List<ModelGraph> Compile()
    {
        string root = Repository.File("models");
        var files = Directory.GetFiles(root, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => new SpecFile(path, Path.GetRelativePath(root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .ToDictionary(file => file.RelativePath);
        var results = files.Values.Select(file => SpecCompiler.Compile(file, path => files.GetValueOrDefault(path))).ToList();
        Assert.DoesNotContain(results.SelectMany(r => r.Diagnostics), d => d.Descriptor.Severity == Compiler.Diagnostics.DiagnosticSeverity.Error);
        return [.. results.SelectMany(r => r.Models)];
    }
}
