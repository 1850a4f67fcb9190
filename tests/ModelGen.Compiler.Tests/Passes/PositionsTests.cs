using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Tests.Language;

namespace ModelGen.Compiler.Tests.Passes;

/// <summary>A <c>positions:</c> family: one model for each place.</summary>
public class PositionsTests
{
    private const string Spec = """
        backbone:
          - {conv: 8, kernel_size: 3, padding: 1, bias: false, name: stem}
          - residual:
              - {batch_norm, name: bn1}
              - relu
              - {conv: 8, kernel_size: 3, padding: 1, bias: false, name: conv1}
        dropout: {branch: {drop_path: 0.5, at: end}}
        reference: torchvision.none
        variants: {A: {}, B: {training: {lr: 0.5}}}

        """;

    [Fact]
    public void A_model_for_each_place_of_each_variant()
    {
        var models = Models.All(Spec + "positions: {branch: {dropout: 0.1, at: [after norm 1, guideline, end]}, head: {dropout: 0.2, at: [H4, end]}, none: true}\n");
        string[] suffixes = ["AfterNorm1", "Guideline", "End", "H4", "HeadEnd", "None"];
        Assert.Equal(["A", "B", .. suffixes.Select(s => "A_" + s), .. suffixes.Select(s => "B_" + s)], models.Select(m => m.Name));
        var h4 = models.Single(m => m.Name == "A_H4");
        Assert.Equal((DropoutTarget.Head, 0.2), (Assert.Single(h4.Dropout).Target, ((Value.Number)h4.Dropout[0].Calls[0][0].Value).Amount));
        Assert.Empty(models.Single(m => m.Name == "B_None").Dropout);
        Assert.Equal("0.5", models.Single(m => m.Name == "B_None").Recipe.Fields.Single(f => f.Name == "lr").Value.ToString());
        Assert.Null(h4.Reference);
        Assert.Equal(models.Count, models.Select(m => m.SpecHash).Distinct().Count());
    }

    [Fact]
    public void Of_another_file()
    {
        var result = SpecFolder.InMemory(
            ("model.yaml", "positions: {of: [base.yaml#A], branch: {dropout: 0.1, at: [guideline]}, none: true}\n"),
            ("base.yaml", SpecFrame.Complete(Spec))).Compile("model.yaml");
        Assert.Empty(result.Diagnostics);
        Assert.Equal(["A_Guideline", "A_None"], result.Models.Select(m => m.Name));
    }

    [Fact]
    public void Without_dropout_it_may_equal_its_base()
    {
        string spec = Spec.Replace("dropout: {branch: {drop_path: 0.5, at: end}}\n", string.Empty, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Models.Compile(spec + "positions: {branch: {dropout: 0.1, at: [guideline]}, none: true}\n").Diagnostics, d => d.Descriptor.Severity > DiagnosticSeverity.Info);
    }

    [Theory]
    [InlineData("positions: {of: [C], none: true}", "MG3014", "'C'")]
    [InlineData("positions: {branch: {dropout: 0.1}}", "MG3003", "a list of places")]
    [InlineData("positions: {branch: {dropout: 0.1, at: [guidline]}}", "MG3214", "did you mean 'guideline'?")]
    [InlineData("positions: {brunch: {dropout: 0.1, at: [end]}}", "MG3004", "did you mean 'branch'?")]
    [InlineData("positions: {none: 1}", "MG3003", "true or false")]
    [InlineData("positions: {branch: {dropout: 0.1, at: [end, end]}}", "MG3006", "another model")]
    public void Mistakes(string section, string id, string says)
    {
        var error = Models.Compile(Spec + section + "\n").Diagnostics.First(d => d.Descriptor.Severity == DiagnosticSeverity.Error);
        Assert.Equal(id, error.Descriptor.Id);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }
}
