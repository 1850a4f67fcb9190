using System.Collections.Immutable;
using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator;

/// <summary>All the models of a project together: what one spec alone cannot know is checked here.</summary>
internal sealed record ProjectModels(EquatableArray<ModelToEmit> Models, EquatableArray<Diagnostic> Diagnostics)
{
    private const string RegistryClass = "ModelRegistry";

    public static ProjectModels Of(ImmutableArray<CompiledSpec> specs)
    {
        // File names on some systems, and Roslyn's names for generated files everywhere, ignore case.
        var first = new Dictionary<string, CompiledSpec>(StringComparer.OrdinalIgnoreCase);
        var models = new List<ModelToEmit>();
        var diagnostics = new List<Diagnostic>();
        foreach (var spec in specs)
        {
            foreach (var graph in spec.Models)
            {
                var model = new ModelToEmit(graph, spec.Input.Namespace, spec.Input.File.Path);
                if (graph.Name == RegistryClass)
                    diagnostics.Add(At(spec, graph.Name, Descriptors.ReservedModelName, "it is the class that lists the models"));
                else if (first.TryGetValue(model.FullName, out var other))
                    diagnostics.Add(At(spec, graph.Name, Descriptors.DuplicateModel, other.Input.File.RelativePath));
                else
                    models.Add(model);
                if (!first.ContainsKey(model.FullName))
                    first.Add(model.FullName, spec);
            }
        }

        return new ProjectModels(models.ToEquatableArray(), diagnostics.ToEquatableArray());
    }

    private static Diagnostic At(CompiledSpec spec, string model, DiagnosticDescriptor descriptor, string reason) => new(
        descriptor,
        ModelPlace.Find(spec.Input.File, model),
        string.Format(CultureInfo.InvariantCulture, descriptor.MessageFormat, model, reason),
        EquatableArray<SourceSpan>.Empty);
}
