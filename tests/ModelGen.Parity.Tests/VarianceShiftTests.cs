using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// The cause behind the guideline (Li et al., "Understanding the disharmony between dropout and batch normalization by variance shift", CVPR 2019;
/// Kim et al., UAI 2023), measured in the first block of PreResNet-20: the running variance that a norm learns while dropout is on, over the
/// variance of its input in evaluation.
/// </summary>
/// <remarks>
/// Dropout of rate p keeps the mean of a value u and adds noise of the variance k·E[u²] to it, k = p/(1 − p), independent from value to value. A
/// convolution sends that through its squared weights, ReLU commutes with it, and so the ratio behind one dropout is 1 + k·E[w²·u²]/Var, where
/// everything on the right is an evaluation's. Directly before a norm it is at least 1/(1 − p).
/// </remarks>
public sealed partial class VarianceShiftTests
{
    private const double Rate = 0.5;
    private const double Factor = Rate / (1 - Rate);

    /// <summary>Enough for a running statistic of momentum 0.1 to forget where it began: 0.9^90 is 8e-5.</summary>
    private const int Steps = 90;

    /// <summary>16 images make 16,384 values a channel and step: the deviations found are below 1 %.</summary>
    private const double Tolerance = 0.03;

    private static readonly string[] Places = ["None", "P0", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "H4"];

    private static readonly Lazy<Dictionary<string, Shift>> Measured = new(() => Places.ToDictionary(p => p, Measure));

    [Theory]
    [InlineData("None")]
    [InlineData("P5")]
    [InlineData("P6")]
    [InlineData("P7")]
    [InlineData("P8")]
    [InlineData("H4")]
    public void No_norm_of_the_branch_shifts_where_dropout_comes_after_them(string place)
    {
        var shift = Measured.Value[place];
        Assert.InRange(shift.First, 1 - Tolerance, 1 + Tolerance);
        Assert.InRange(shift.Second, 1 - Tolerance, 1 + Tolerance);
    }

    [Theory]
    [InlineData("P0")]
    [InlineData("P1")]
    [InlineData("P2")]
    [InlineData("P3")]
    [InlineData("P4")]
    public void A_norm_of_the_branch_downstream_of_dropout_shifts_as_theory_says(string place)
    {
        var shift = Measured.Value[place];
        bool isFirst = place is "P0" or "P1";
        double found = isFirst ? shift.First : shift.Second;
        double expected = isFirst ? shift.Theory.First : shift.Theory.Second;
        Assert.InRange(found, expected * (1 - Tolerance), expected * (1 + Tolerance));
        // Clearly away from 1: the noise is k of the second moment, which is at least the variance; a random convolution in between leaves the most of it.
        Assert.True(expected >= (place is "P2" or "P3" ? 1 + (Factor / 2) : 1 / (1 - Rate)), FormattableString.Invariant($"{place}: {expected}"));
    }

    /// <summary>The first norm's shift makes evaluation's branch smaller by its root; what the second learned from was not.</summary>
    [Theory]
    [InlineData("P0")]
    [InlineData("P1")]
    public void A_shift_goes_on_to_the_norm_after_it(string place) => Assert.True(Measured.Value[place].Second > 1 + (Factor / 2), $"{place}: {Measured.Value[place]}");

    [Theory]
    [InlineData("P5")]
    [InlineData("P6")]
    [InlineData("P7")]
    [InlineData("P8")]
    public void The_next_block_s_norm_shifts_by_what_of_the_noise_reaches_the_sum(string place)
    {
        var shift = Measured.Value[place];
        Assert.InRange(shift.Next, shift.Theory.Next * (1 - Tolerance), shift.Theory.Next * (1 + Tolerance));
    }

    [Theory]
    [InlineData("None")]
    [InlineData("H4")]
    public void Without_dropout_before_it_the_next_block_s_norm_is_as_in_evaluation(string place) =>
        Assert.InRange(Measured.Value[place].Next, 1 - Tolerance, 1 + Tolerance);

    /// <summary>On the sum itself all of the noise stays; in the branch the trunk dilutes it.</summary>
    [Fact]
    public void Dropout_on_the_sum_shifts_the_next_norm_more_than_dropout_in_the_branch()
    {
        var measured = Measured.Value;
        Assert.True(measured["P8"].Next >= 1 / (1 - Rate) * (1 - Tolerance), $"P8: {measured["P8"]}");
        Assert.All(new[] { "P5", "P6", "P7" }, p => Assert.True(measured[p].Next < measured["P8"].Next - (Factor / 4), $"{p}: {measured[p]}, P8: {measured["P8"]}"));
        // The trunk's own dropout reaches the next norm along both ways; at least what the shortcut carries arrives.
        Assert.True(measured["P0"].Next >= measured["P0"].Theory.Next * (1 - Tolerance), $"P0: {measured["P0"]}");
    }

    /// <summary>docs/dropout.md shows what was measured. MODELGEN_UPDATE_DOCS=1 rewrites it.</summary>
    [Fact]
    public void The_table_is_up_to_date()
    {
        string page = Path.Combine(Peer.RepositoryRoot, "docs/dropout.md");
        string text = File.ReadAllText(page).ReplaceLineEndings("\n");
        string table = Table();
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCS") == "1")
        {
            File.WriteAllText(page, Between().Replace(text, "$1" + table + "$3"));
            return;
        }

        string written = Between().Match(text).Groups[2].Value;
        // Another libtorch rounds otherwise, and draws alike.
        Assert.Equal(Number().Replace(table, "#"), Number().Replace(written, "#"));
        Assert.All(Numbers(table).Zip(Numbers(written)), pair => Assert.InRange(pair.Second, pair.First - 0.05, pair.First + 0.05));

        static IEnumerable<double> Numbers(string text) => Number().Matches(text).Select(m => double.Parse(m.Value, CultureInfo.InvariantCulture));
    }

    private static string Table()
    {
        var table = new StringBuilder("| dropout at | `bn1` | `bn2` | `bn1` of the next block |\n|---|---:|---:|---:|\n");
        foreach (var (place, shift) in Measured.Value)
        {
            string name = place switch { "None" => "nowhere", "P6" => "P6 (the guideline)", "H4" => "the head (H4)", _ => place };
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {shift.First:f2} | {shift.Second:f2} | {shift.Next:f2} |\n");
        }

        return table.ToString();
    }

    private static Shift Measure(string place)
    {
        manual_seed(5);
        using var model = Zoo.Create("PreResNet20_" + place);
        var modules = model.named_modules().ToDictionary(m => m.name, m => m.module);
        foreach (var dropout in modules.Values.OfType<TorchSharp.Modules.Dropout>())
            dropout.p = Rate;
        Tensor Run(string name, Tensor input) => ((nn.Module<Tensor, Tensor>)modules[name]).call(input);
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var stem = Run("conv1", randn(16, 3, 32, 32));
        model.train();
        for (int i = 0; i < Steps; i++)
        {
            using var output = Run("layer1.0", stem);
            Run("layer1.1.bn1", output).Dispose();
        }

        model.eval();
        var hidden = Run("layer1.0.conv1", Run("layer1.0.bn1", stem).relu());
        var inner = Run("layer1.0.bn2", hidden).relu();
        var branch = Run("layer1.0.conv2", inner);
        var sum = stem + branch;
        // What was taken apart here is the block itself.
        Assert.True(sum.allclose(Run("layer1.0", stem), rtol: 1e-4, atol: 1e-5), place);

        var state = model.state_dict();
        double Ratio(string norm, Tensor input) => Mean(state[norm + ".running_var"]) / Variance(input);
        double Noise(string conv, Tensor input) => Mean(nn.functional.conv2d(input.square(), state[conv + ".weight"].square(), padding: [1, 1]));
        double first = 1 + (Factor * Mean(stem.square()) / Variance(stem));
        double second = 1 + (Factor * (place == "P4" ? Mean(hidden.square()) : Noise("layer1.0.conv1", Run("layer1.0.bn1", stem).relu())) / Variance(hidden));
        double next = 1 + (Factor / Variance(sum) * place switch
        {
            "P0" => Mean(stem.square()),
            "P7" => Mean(branch.square()),
            "P8" => Mean(sum.square()),
            _ => Noise("layer1.0.conv2", inner),
        });
        return new(Ratio("layer1.0.bn1", stem), Ratio("layer1.0.bn2", hidden), Ratio("layer1.1.bn1", sum), (first, second, next));
    }

    private static double Mean(Tensor values) => values.mean().ToDouble();

    /// <summary>Of each channel, mean over channels.</summary>
    private static double Variance(Tensor images) => images.var([0, 2, 3]).mean().ToDouble();

    [GeneratedRegex("(<!-- begin: variance -->\n)(.*?)(<!-- end: variance -->)", RegexOptions.Singleline)]
    private static partial Regex Between();

    [GeneratedRegex(@"\d+\.\d+")]
    private static partial Regex Number();

    /// <summary>Learned over evaluated variance of three norms: the block's two and the next block's first.</summary>
    /// <param name="Theory">The same if dropout is directly upstream, with no other norm between.</param>
    private sealed record Shift(double First, double Second, double Next, (double First, double Second, double Next) Theory);
}
