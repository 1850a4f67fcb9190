using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Elaboration;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Files;
using ModelGen.Compiler.Spec.Variants;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler;

/// <summary>The front end's entry: one spec file in, its models and diagnostics out. Pure, and total: no text makes it throw.</summary>
public static class SpecCompiler
{
    /// <param name="file">The file to compile. One with blocks alone is a library: it has no models.</param>
    /// <param name="resolve">Finds an imported file by its path relative to the project ('/' between folders), or gives null.</param>
    public static CompilationResult Compile(SpecFile file, Func<string, SpecFile?> resolve)
    {
        var findings = new FindingList();
        var loader = new SpecLoader(resolve);
        var unit = loader.Load(file, findings);
        var all = new List<Finding>();
        var graphs = new List<ModelGraph>();
        int models = 0;
        if (unit is not null && findings.Errors == 0)
        {
            var names = VariantResolver.Models(unit, findings);
            models = names.Count;
            CompileModels(unit, names, loader, graphs, all);
        }

        var map = new SourceMap();
        foreach (var (text, root) in loader.Texts)
            map.Add(text, root);
        return new CompilationResult(graphs.ToEquatableArray(), DiagnosticsStep.Run(findings.All.Concat(all), map, models));
    }

    private static void CompileModels(
        SpecUnit unit, IEnumerable<string> names, SpecLoader loader, List<ModelGraph> graphs, List<Finding> all)
    {
        var budget = new ItemBudget();
        foreach (string name in names)
        {
            var findings = new FindingList();
            ModelGraph? graph = null;
            findings.Try(() =>
            {
                var definition = new VariantResolver(loader).Resolve(unit, name, findings);
                graph = new ModelCompiler(definition, findings, budget).Compile();
            });
            if (graph is not null && findings.Errors == 0)
            {
                graphs.Add(graph with { File = unit.File.RelativePath });
                if (graphs.Find(g => g.SpecHash == graph.SpecHash) is { } equal && equal.Name != name
                    && !VariantResolver.IsWithoutDropout(unit, name, equal.Name))
                    findings.Add(Descriptors.EqualVariants, VariantResolver.KeyOf(unit, name), name, equal.Name);
            }

            var allowed = graph?.Allow ?? default;
            all.AddRange(findings.All.Where(f => !allowed.Contains(f.Descriptor.Id)).Select(f => f with { Models = new(name) }));
        }
    }
}
