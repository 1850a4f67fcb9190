using ModelGen.Checkpoints;
using ModelGen.Compiler;
using ModelGen.Compiler.Backends.Listing;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>What a resume that is refused says of two versions of a spec.</summary>
public sealed class SpecDifferenceTests
{
    private const string Spec = """
        name: Net
        input: [3, 32, 32]
        classes: 10
        blocks:
          basic:
            params: {planes: int}
            body:
              - residual:
                  - {conv: $planes, kernel_size: 3, padding: 1, bias: false, name: conv1}
                  - {batch_norm, name: bn1}
                  - {dropout: 0.1, name: drop}
              - relu
        backbone:
          - {conv: 16, kernel_size: 3, stride: 2, padding: 1, name: conv1}
          - {basic: 16, repeat: 3, name: layer1}
          - {max_pool: 2}
        head:
          - global_avg_pool
          - {linear: $classes, name: fc}
        """;

    [Fact]
    public void Every_step_is_listed_once_for_a_run_of_equal_blocks()
    {
        string listing = Listing(Spec);
        Assert.Contains("layer1.[0-2].conv1 | conv | out_channels 16 | kernel_size 3", listing);
        Assert.Contains("layer1.[0-2].(add) | add | of input and drop | 16×16×16", listing);
        Assert.Single(listing.Split('\n'), l => l.Contains("conv1 | conv | out_channels 16 | kernel_size 3 | stride 1"));
    }

    [Theory]
    [InlineData("dropout: 0.1", "dropout: 0.3", "  layer1.[0-2].drop: p 0.1 → 0.3")]
    [InlineData("{max_pool: 2}", "{avg_pool: 2}", "- (max_pool): max_pool, ", "+ (avg_pool): avg_pool, ")]
    [InlineData("repeat: 3", "repeat: 4", "- layer1.[0-2].conv1: conv, ", "+ layer1.[0-3].conv1: conv, ")]
    [InlineData("kernel_size: 3, stride: 2", "kernel_size: 5, stride: 2", "  conv1: kernel_size 3 → 5, 16×16×16 → 16×15×15")]
    [InlineData("      - relu\n", "      - gelu\n", "- layer1.[0-2].(relu): relu, ", "+ layer1.[0-2].(gelu): gelu, ")]
    public void A_change_is_shown_with_the_arguments_it_changes(string before, string after, params string[] expected)
    {
        Assert.Contains(before, Spec);
        string difference = SpecDifference.Of(
            Checkpoint(Spec), TinyModel.Info, Listing(Spec.Replace(before, after, StringComparison.Ordinal)));
        Assert.StartsWith("layers (- the checkpoint's, + now):\n", difference);
        Assert.All(expected, line => Assert.Contains($"\n  {line}", difference));
    }

    [Fact]
    public void A_long_difference_is_cut()
    {
        string all = SpecDifference.Of(
            Checkpoint(Spec), TinyModel.Info, Listing(Spec.Replace("[3, 32, 32]", "[3, 64, 64]", StringComparison.Ordinal)));
        Assert.True(all.Split('\n').Length <= 14, all);
    }

    [Fact]
    public void Old_checkpoints_say_what_they_do_not_know()
    {
        var old = Checkpoint(Spec) with { SpecListing = null, SpecRecipe = null };
        Assert.EndsWith("or its training section is not (the checkpoint is from before it was kept)", SpecDifference.Of(
            old, TinyModel.Info, Listing(Spec)));
    }

    [Fact]
    public void A_layer_has_the_line_that_defines_it_and_that_of_its_blocks_use()
    {
        var compiled = SpecCompiler.Compile(new SpecFile("net.yaml", "net.yaml", Spec), _ => null);
        var places = LayerPlaces.Of(compiled.Models[0], path => path == "net.yaml" ? new SpecFile(path, path, Spec) : null);
        string[] lines = Spec.Split('\n');
        Assert.Equal(Line("name: fc"), places["fc"]);
        Assert.Equal($"{Line("name: bn1")}, used in {Line("name: layer1")}", places["layer1.2.bn1"]);
        Assert.Empty(LayerPlaces.Of(compiled.Models[0], _ => null));

        string Line(string text) => $"net.yaml({Array.FindIndex(lines, l => l.Contains(text)) + 1})";
    }

    private static CheckpointInfo Checkpoint(string spec) =>
        CheckpointInfo.Of(TinyModel.Info, TestImages.Synthetic, TinyModel.Info.Recipe) with
    {
        SpecListing = Listing(spec),
    };

    private static string Listing(string spec)
    {
        var compiled = SpecCompiler.Compile(new SpecFile("net.yaml", "net.yaml", spec), _ => null);
        Assert.True(compiled.Models.Count == 1, string.Join('\n', compiled.Diagnostics.Select(d => d.ToString())));
        return string.Join('\n', ModelListing.Lines(compiled.Models[0]));
    }
}
