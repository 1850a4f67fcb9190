using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ModelGen.Generator.Tests.Incremental;

/// <summary>A section of an .editorconfig gives findings in some specs another severity, and recompiles none of them.</summary>
public class SeverityTests
{
    private const string Spec = """
        input: [3, 8, 8]
        classes: 10
        backbone:
          - {conv: 4, kernel_size: 3, padding: 1, name: conv1}
          - {batch_norm, name: bn1}
          - relu
        head:
          - global_avg_pool
          - {dropout: 0.5, name: drop}
          - {linear: $classes, name: fc}
        """;

    private static GeneratorRun Two() => new(("a.yaml", Spec + "\nvariants: {A: {}}\n"), ("b.yaml", Spec + "\nvariants: {B: {}}\n"));

    [Fact]
    public void A_finding_is_silenced_in_the_files_of_the_section_alone()
    {
        var run = Two();
        Assert.Equal(["MG2004 a.yaml", "MG2004 b.yaml", "MG2006 a.yaml", "MG2006 b.yaml"], Findings(run));
        run.Configure("a.yaml", "modelgen_diagnostic.MG2004.severity", "none");
        Assert.Equal(["MG2004 b.yaml", "MG2006 a.yaml", "MG2006 b.yaml"], Findings(run));
        Assert.All(new[] { Steps.Texts, Steps.Closures, Steps.Compiled, Steps.Sources }, step => Assert.All(run.Reasons(step), r => Assert.Contains(r, new[] { Cached, Unchanged })));
        Assert.Equal([Modified], run.Reasons(Steps.Severities));
        Assert.Equal(["ModelRegistry.g.cs", "My.Models.A.g.cs", "My.Models.B.g.cs"], run.Sources.Keys.Order());
        Assert.Equal(["MG2004 a.yaml", "MG2004 b.yaml", "MG2006 a.yaml", "MG2006 b.yaml"], Findings(run.Configure("a.yaml", "modelgen_diagnostic.MG2004.severity", "default")));
    }

    [Theory]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("silent", DiagnosticSeverity.Hidden)]
    [InlineData(" Error", DiagnosticSeverity.Error)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("loud", DiagnosticSeverity.Warning)]
    public void Severities_have_the_words_of_dotnet_diagnostic(string word, DiagnosticSeverity expected)
    {
        var run = Two().Configure("b.yaml", "modelgen_diagnostic.MG2006.severity", word);
        var finding = run.Diagnostics.Single(d => d.Id == "MG2006" && d.Location.GetLineSpan().Path.EndsWith("b.yaml", StringComparison.Ordinal));
        Assert.Equal(expected, finding.Severity);
        Assert.Equal(DiagnosticSeverity.Warning, run.Diagnostics.First(d => d.Id == "MG2004").Severity);
    }

    private static IEnumerable<string> Findings(GeneratorRun run) =>
        run.Diagnostics.Select(d => d.Id + " " + Path.GetFileName(d.Location.GetLineSpan().Path)).Order(StringComparer.Ordinal);
}
