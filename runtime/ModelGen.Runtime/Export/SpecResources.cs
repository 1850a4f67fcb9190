using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using ModelGen.Compiler;
using ModelGen.Compiler.Backends.Listing;
using ModelGen.Compiler.Graph;

namespace ModelGen.Export;

/// <summary>
/// The specs that an assembly was compiled from, which its build embeds in it, and the graphs that the compiler makes of them again: what runs at run
/// time is C#, and other back ends need the graph.
/// </summary>
internal static class SpecResources
{
    private const string Prefix = "modelgen/";

    /// <summary>The graph of a generated model.</summary>
    /// <exception cref="UserError">The assembly has no spec of this model, or not the one that its class was made from.</exception>
    public static ModelGraph Graph(ModelInfo model)
    {
        var assembly = AssemblyOf(model);
        if (Compile(assembly, model.SpecFile) is not { } graphs)
            throw new UserError($"{model.Name}: {assembly.GetName().Name} holds no {model.SpecFile}: build it with EmbedModelSpecs on, as it is by default");
        return graphs.FirstOrDefault(m => m.Name == model.Name && m.SpecHash == model.SpecHash)
            ?? throw new UserError($"{model.Name}: {model.SpecFile} inside {assembly.GetName().Name} is not what the class was compiled from: build the project again");
    }

    /// <summary>The same; null where the assembly does not hold the spec.</summary>
    public static ModelGraph? Find(ModelInfo model) =>
        Compile(AssemblyOf(model), model.SpecFile)?.FirstOrDefault(m => m.Name == model.Name && m.SpecHash == model.SpecHash);

    /// <summary>Every step of the model with its arguments, a line each; null where the assembly does not hold the spec.</summary>
    public static string? Listing(ModelInfo model) => Listings.GetValue(model, m => new(Find(m) is { } graph ? string.Join('\n', ModelListing.Lines(graph)) : null)).Text;

    private static readonly ConditionalWeakTable<ModelInfo, ListingText> Listings = [];

    private sealed record ListingText(string? Text);

    private static Assembly AssemblyOf(ModelInfo model) => model.Create.Method.Module.Assembly;

    /// <summary>The models of a file, compiled once; null where the assembly does not hold it.</summary>
    private static IReadOnlyList<ModelGraph>? Compile(Assembly assembly, string file) => Compiled.GetOrAdd(
        (assembly, file), _ => Read(assembly, file) is { } spec ? SpecCompiler.Compile(spec, path => Read(assembly, path)).Models : null);

    private static readonly ConcurrentDictionary<(Assembly, string), IReadOnlyList<ModelGraph>?> Compiled = [];

    private static SpecFile? Read(Assembly assembly, string path)
    {
        using var stream = assembly.GetManifestResourceStream(Prefix + path);
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return new SpecFile(path, path, reader.ReadToEnd());
    }
}
