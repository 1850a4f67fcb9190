using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using ModelGen.Compiler;
using ModelGen.Compiler.Backends.Listing;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Export;

/// <summary>
/// The specs that an assembly was compiled from, which its build embeds in it, and the graphs that the compiler makes of them again: what
/// runs at run time is C#, and other back ends need the graph.
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
    public static string? Listing(ModelInfo model) =>
        Listings.GetValue(model, m => new(Find(m) is { } graph ? string.Join('\n', ModelListing.Lines(graph)) : null)).Text;

    /// <summary>
    /// The lines of YAML that define the model's layers, by their paths in the state dict; empty where the assembly does not hold the spec,
    /// or where the program was published without the compiler.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Lines(ModelInfo model)
    {
        if (AreSupported && Find(model) is { } graph)
            return LayerPlaces.Of(graph, path => Read(AssemblyOf(model), path));
        return new Dictionary<string, string>();
    }

    /// <summary>False in a program that is published with the specs switched off, from which the compiler is trimmed away.</summary>
    [FeatureSwitchDefinition("ModelGen.Specs.IsSupported")]
    private static bool AreSupported => !AppContext.TryGetSwitch("ModelGen.Specs.IsSupported", out bool isSupported) || isSupported;

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
