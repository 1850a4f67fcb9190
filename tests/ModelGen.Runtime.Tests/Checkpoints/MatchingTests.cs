using ModelGen.Checkpoints;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Matching;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>Which tensor of a file is which of the model's: containers, prefixes, renames, what is missing, and the classifier.</summary>
public sealed class MatchingTests
{
    private static readonly ModelTensor[] Model =
    [
        Expect("conv.weight", 8, 3, 3, 3), Expect("bn.weight", 8), Expect("bn.running_mean", 8),
        new("bn.num_batches_tracked", ElementType.Int64, []), Expect("fc.weight", 10, 8), Expect("fc.bias", 10),
    ];

    [Theory]
    [InlineData("")]
    [InlineData("module.")]
    [InlineData("state_dict.")]
    [InlineData("state_dict.module.")]
    [InlineData("model.backbone.net.")]
    public void The_state_dict_is_found_wherever_it_is(string prefix)
    {
        var match = Match([.. File(prefix), Stored("optimizer.state.0.momentum_buffer", 8, 3, 3, 3), Stored("other", 2)]);
        Assert.Equal(prefix, match.Prefix);
        Assert.Equal(Model.Select(t => t.Name), match.Matched.Select(m => m.Found.Name));
        // At the top, everything else is unexpected.
        Assert.Equal((prefix == "" ? 2 : 0, prefix == "" ? 0 : 2), (match.Unexpected.Count, match.Outside));
    }

    [Theory]
    [InlineData("ema.", "model.")]
    [InlineData("state_dict_ema.", "state_dict.")]
    [InlineData("optimizer.exp_avg.", "ema.")]
    public void Of_equals_the_weights_come_before_their_average_and_the_optimiser_last(string second, string first)
    {
        StoredTensor[] tensors = [.. File(second), .. File(first)];
        Assert.Equal(first, Match(tensors).Prefix);
        Assert.Equal(second, Match(tensors, new() { Prefix = second }).Prefix);
        Assert.Equal(second, Match(tensors, new() { Prefix = second.TrimEnd('.') }).Prefix);
    }

    [Theory]
    [InlineData("linear", "fc", "linear.weight", "fc.weight")]
    [InlineData("linear", "fc", "linear2.weight", "linear2.weight")]
    [InlineData("linear", "fc", "a.linear.weight", "a.linear.weight")]
    [InlineData("*.norm.1", "*.norm1", "features.a.norm.1.weight", "features.a.norm1.weight")]
    [InlineData("layer*.*.downsample", "stage*.*.shortcut", "layer2.0.downsample.0.weight", "stage2.0.shortcut.0.weight")]
    [InlineData("backbone.*", "*", "backbone.conv1.weight", "conv1.weight")]
    [InlineData("aux", "", "aux.fc.weight", "")]
    public void Rules_rename_paths(string from, string to, string key, string expected) =>
        Assert.Equal(expected, RenameRule.Rename([new RenameRule(from, to).Checked()], key));

    [Theory]
    [InlineData("a", "*")]
    [InlineData("", "b")]
    public void A_rule_that_makes_no_sense_is_refused(string from, string to) =>
        Assert.Contains("rename ", Assert.Throws<UserError>(() => new RenameRule(from, to).Checked()).Message);

    [Fact]
    public void Renames_work_under_a_prefix_and_may_drop_keys()
    {
        StoredTensor[] tensors = [.. File("state_dict.module.", t => t.Replace("fc", "linear").Replace("bn", "norm1")), Stored(
            "state_dict.module.aux.weight", 1)];
        var match = Match(tensors, new() { Renames = [new("linear", "fc"), new("norm1", "bn"), new("aux", "")] });
        Assert.Equal("state_dict.module.", match.Prefix);
        Assert.True(match.IsComplete);
        Assert.Equal((6, 1), (match.Matched.Count, match.Dropped));
    }

    [Fact]
    public void Every_key_that_does_not_fit_is_named_with_its_shapes()
    {
        var match = Match([Stored("conv.weight", 8, 3, 5, 5), Stored("bn.weight", 8), Stored("extra", 2, 2)]);
        Assert.False(match.IsComplete);
        Assert.Equal(
            ["  missing: bn.running_mean  8", "  missing: fc.weight  10×8", "  missing: fc.bias  10",
             "  another shape: conv.weight  8×3×5×5 in the file, 8×3×3×3 in the model", "  unexpected: extra  2×2"],
            MatchText.Keys(match, new Dictionary<string, string>()));
    }

    [Fact]
    public void A_key_that_does_not_fit_comes_with_its_line_of_yaml()
    {
        var match = Match([Stored("conv.weight", 8, 3, 5, 5), Stored("bn.weight", 8)]);
        var lines = new Dictionary<string, string> { ["conv"] = "net.yaml(4)", ["bn"] = "blocks/a.yaml(7), used in net.yaml(5)", ["fc.bias"] = "net.yaml(9)" };
        Assert.Equal(
            ["  missing: bn.running_mean  8  blocks/a.yaml(7), used in net.yaml(5)", "  missing: fc.weight  10×8",
                "  missing: fc.bias  10  net.yaml(9)",
             "  another shape: conv.weight  8×3×5×5 in the file, 8×3×3×3 in the model  net.yaml(4)"],
            MatchText.Keys(match, lines));
    }

    [Fact]
    public void Batch_counters_may_be_missing_and_scalars_may_have_a_dimension()
    {
        var withoutCounter = Match([.. File("").Where(t => !t.Name.EndsWith("tracked", StringComparison.Ordinal))]);
        Assert.True(withoutCounter.IsComplete);
        Assert.Single(withoutCounter.MissingCounters);
        Assert.True(Match([.. File("").Select(t => t.Name.EndsWith("tracked", StringComparison.Ordinal) ? Stored(t.Name, 1) : t)])
            .IsComplete);
    }

    [Fact]
    public void A_classifier_of_another_size_is_left_fresh_when_asked()
    {
        StoredTensor[] tensors = [.. File("")
            .Where(t => !t.Name.StartsWith("fc", StringComparison.Ordinal)), Stored("fc.weight", 1000, 8), Stored("fc.bias", 1000)];
        Assert.Equal(2, Match(tensors).Mismatched.Count);
        var match = Match(tensors, new() { FreshClassifier = true });
        Assert.True(match.IsComplete);
        Assert.Equal(["fc.weight", "fc.bias"], match.Fresh.Select(t => t.Name));
    }

    [Fact]
    public void A_classifier_that_is_not_there_is_left_fresh_when_asked_and_nothing_else_is()
    {
        var match = Match([Stored("conv.weight", 8, 3, 3, 3), Stored("bn.weight", 8)], new() { FreshClassifier = true });
        Assert.Equal(["fc.weight", "fc.bias"], match.Fresh.Select(t => t.Name));
        Assert.Equal(["bn.running_mean"], match.Missing.Select(t => t.Name));
        var other = Match([.. File("").Skip(1), Stored("conv.weight", 9, 3, 3, 3)], new() { FreshClassifier = true });
        Assert.Equal((1, 0), (other.Mismatched.Count, other.Fresh.Count));
    }

    [Fact]
    public void A_classifier_of_the_same_size_is_loaded_even_when_a_fresh_one_may_be() =>
        Assert.Empty(Match([.. File("")], new() { FreshClassifier = true }).Fresh);

    private static StateMatch Match(StoredTensor[] tensors, WeightsOptions? options = null) =>
        StateMatch.Run(tensors, Model, classes: 10, options ?? new());

    private static IEnumerable<StoredTensor> File(string prefix, Func<string, string>? rename = null) =>
        Model.Select(t => Stored(prefix + (rename?.Invoke(t.Name) ?? t.Name), [.. t.Shape]));

    private static ModelTensor Expect(string name, params long[] shape) => new(name, ElementType.Float32, shape);

    private static StoredTensor Stored(string name, params long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        return new(name, ElementType.Float32, shape, TensorChecks.RowMajor(shape),
            new Storage(new MemoryBytes("test", new byte[4 * count]), 0, 4 * count), 0);
    }
}
