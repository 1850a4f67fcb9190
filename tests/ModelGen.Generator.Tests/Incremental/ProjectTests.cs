using System.Text;
using Microsoft.CodeAnalysis;
using ModelGen.Compiler.Diagnostics;
using DiagnosticSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;

namespace ModelGen.Generator.Tests.Incremental;

/// <summary>What concerns the specs of a project together, and the generator's own manners.</summary>
public class ProjectTests
{
    private const string Spec = """
        input: [3, 8, 8]
        classes: 10
        backbone:
          - {conv: 4, kernel_size: 3, name: conv1}
        head: [global_avg_pool, {linear: $classes, name: fc}]
        variants:
          NAME: {}
        """;

    [Fact]
    public void A_model_defined_twice_is_an_error_at_the_second_and_the_first_stands()
    {
        var run = new GeneratorRun(("a.yaml", Named("Tiny")), ("b.yaml", Named("tiny")));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(Descriptors.DuplicateModel.Id, diagnostic.Id);
        Assert.Equal("/project/b.yaml: (6,2)-(6,6)", diagnostic.Location.GetLineSpan().ToString());
        Assert.Equal(["ModelRegistry.g.cs", "My.Models.Tiny.g.cs"], run.Sources.Keys.Order());
    }

    [Fact]
    public void A_model_cannot_be_called_as_the_registry_is()
    {
        var run = new GeneratorRun(("a.yaml", Named("ModelRegistry")));
        Assert.Equal([Descriptors.ReservedModelName.Id], run.Diagnostics.Select(d => d.Id));
        Assert.Equal(["ModelRegistry.g.cs"], run.Sources.Keys);
    }

    [Fact]
    public void The_registry_is_in_the_order_of_the_names_whatever_the_order_of_the_files()
    {
        var files = new[] { "Net110", "Net20", "Alpha" }.Select(n => (n + ".yaml", Named(n))).ToArray();
        string forth = new GeneratorRun(files).Sources["ModelRegistry.g.cs"];
        Assert.Equal(forth, new GeneratorRun([.. files.Reverse()]).Sources["ModelRegistry.g.cs"]);
        Assert.Equal(["Alpha", "Net20", "Net110"], forth.Split('\n').Where(l => l.EndsWith(".Info,", StringComparison.Ordinal)).Select(l => l.Split('.')[2]));
    }

    [Fact]
    public void A_diagnostic_stands_where_the_text_is_wrong()
    {
        var run = new GeneratorRun(("models/a.yaml", Named("Tiny").Replace("kernel_size", "kernel_sise")));
        var diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity);
        Assert.Equal("/project/models/a.yaml: (3,14)-(3,25)", diagnostic.Location.GetLineSpan().ToString());
        Assert.Contains("kernel_size", diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_project_without_specs_has_an_empty_registry()
    {
        Assert.Equal(["ModelRegistry.g.cs"], new GeneratorRun().Sources.Keys);
    }

    [Fact]
    public void Whatever_the_text_the_generator_does_not_throw()
    {
        var random = new Random(1);
        string spec = Named("Tiny");
        for (int i = 0; i < 300; i++)
        {
            var text = new StringBuilder(spec);
            for (int edits = random.Next(1, 6); edits > 0; edits--)
            {
                int place = random.Next(text.Length);
                if (random.Next(2) == 0)
                    text.Remove(place, Math.Min(random.Next(1, 12), text.Length - place));
                else
                    text.Insert(place, "{}[]:,$()&*!\"'|>#-\n\t\u0000\uD800?%"[random.Next(24)].ToString());
            }

            var run = new GeneratorRun(("a.yaml", text.ToString()), ("b.yaml", Named("Other")));
            Assert.Null(run.Exception);
            Assert.DoesNotContain(run.Diagnostics, d => d.Id == Descriptors.InternalError.Id);
            Assert.Contains("My.Models.Other.g.cs", run.Sources.Keys);
        }
    }

    private static string Named(string name) => Spec.Replace("NAME", name);
}
