using Microsoft.CodeAnalysis;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace ModelGen.Generator.Tests.Incremental;

/// <summary>An edit reruns what depends on it: each tracked step is asked for its reason.</summary>
public class IncrementalityTests
{
    private const string Tiny = """
        input: [3, 8, 8]
        classes: 10
        backbone:
          - {conv: 4, kernel_size: 3, padding: 1, bias: false, name: conv1}   # a comment
          - {batch_norm, name: bn1}
          - relu
        head:
          - global_avg_pool
          - {linear: $classes, name: fc}
        variants:
          Tiny: {}
        """;

    private const string Blocks = """
        blocks:
          unit:
            params: {out: int}
            body:
              - {conv: $out, kernel_size: 3, padding: 1, bias: false, name: conv}
              - {batch_norm, name: norm}
              - relu
        """;

    private static readonly string Importing = Tiny.Replace("backbone:", "import: [blocks.yaml]\nbackbone:\n  - {unit: 4, name: unit1}").Replace("Tiny:", "Importing:");

    [Fact]
    public void A_first_run_is_new()
    {
        var run = new GeneratorRun(("tiny.yaml", Tiny));
        Assert.Empty(run.Diagnostics);
        Assert.Equal([New], run.Reasons(Steps.Sources));
        Assert.Equal(["ModelRegistry.g.cs", "My.Models.Tiny.g.cs"], run.Sources.Keys.Order());
    }

    [Fact]
    public void Typing_in_a_CSharp_file_reruns_nothing()
    {
        var run = new GeneratorRun(("tiny.yaml", Tiny)).Run();
        foreach (string step in new[] { Steps.Texts, Steps.Closures, Steps.Compiled, Steps.Project, Steps.Models, Steps.Sources, Steps.Registry })
            Assert.All(run.Reasons(step), reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void A_moved_comment_regenerates_nothing()
    {
        var run = new GeneratorRun(("tiny.yaml", Tiny)).Edit("tiny.yaml", t => "# moved up\n" + t.Replace("   # a comment", ""));
        Assert.Equal([Modified], run.Reasons(Steps.Texts));
        Assert.Equal([Modified], run.Reasons(Steps.Closures));
        Assert.Equal([Unchanged], run.Reasons(Steps.Project));
        Assert.Equal([Cached], run.Reasons(Steps.Models));
        Assert.Equal([Cached], run.Reasons(Steps.Sources));
        Assert.All(run.Reasons(Steps.Registry), reason => Assert.Equal(Cached, reason));
    }

    [Fact]
    public void A_changed_layer_regenerates_the_model()
    {
        var run = new GeneratorRun(("tiny.yaml", Tiny)).Edit("tiny.yaml", t => t.Replace("conv: 4", "conv: 8"));
        Assert.Equal([Modified], run.Reasons(Steps.Models));
        Assert.Equal([Modified], run.Reasons(Steps.Sources));
        Assert.Equal([Unchanged], run.Reasons(Steps.Registry));
        Assert.Contains("nn.Conv2d(inChannels, 8, 3,", run.Sources["My.Models.Tiny.g.cs"]);
    }

    [Fact]
    public void Another_models_change_is_not_ones_own()
    {
        var run = new GeneratorRun(("a.yaml", Tiny), ("b.yaml", Tiny.Replace("Tiny:", "Other:"))).Edit("a.yaml", t => t.Replace("conv: 4", "conv: 8"));
        Assert.Equal([Modified, Cached], run.Reasons(Steps.Texts));
        Assert.Equal([Modified, Unchanged], run.Reasons(Steps.Closures));
        Assert.Equal([Modified, Cached], run.Reasons(Steps.Compiled));
        Assert.Equal([Modified, Cached], run.Reasons(Steps.Sources));
    }

    [Fact]
    public void An_edit_of_a_library_recompiles_its_importers_alone()
    {
        var run = new GeneratorRun(("blocks.yaml", Blocks), ("a.yaml", Importing), ("b.yaml", Tiny));
        Assert.Empty(run.Diagnostics);
        run.Edit("blocks.yaml", t => t.Replace("kernel_size: 3, padding: 1", "kernel_size: 1"));
        Assert.Equal([Modified, Modified, Cached], run.Reasons(Steps.Compiled));
        Assert.Equal([Modified, Cached], run.Reasons(Steps.Sources));
        run.Edit("blocks.yaml", t => t + "\n# the end");
        Assert.Equal([Unchanged], run.Reasons(Steps.Project));
        Assert.Equal([Cached, Cached], run.Reasons(Steps.Sources));
    }

    [Fact]
    public void A_broken_spec_takes_no_other_model_along()
    {
        var run = new GeneratorRun(("a.yaml", Tiny), ("b.yaml", Tiny.Replace("Tiny:", "Other:"))).Edit("a.yaml", t => t.Replace("linear:", "liner:"));
        Assert.Contains(run.Diagnostics, d => d.Severity == DiagnosticSeverity.Error);
        Assert.Equal(["ModelRegistry.g.cs", "My.Models.Other.g.cs"], run.Sources.Keys.Order());
        Assert.DoesNotContain("Tiny", run.Sources["ModelRegistry.g.cs"]);
    }
}
