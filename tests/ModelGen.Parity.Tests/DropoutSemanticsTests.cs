using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// What each kind of dropout does to its values while training: how often it drops, what goes together, what is left, and what gradients
/// pass. Shares are held to five standard deviations of their binomial distribution.
/// </summary>
public sealed class DropoutSemanticsTests
{
    /// <summary>λα of SELU: what a dropped value is set to before the affine step (Klambauer et al. 2017, section 3).</summary>
    private const double SeluSaturation = 1.7580993408473766;

    public static TheoryData<double> Rates => [0.1, 0.5, 0.8];

    public static TheoryData<string> Kinds => ["dropout", "dropout2d", "alpha_dropout", "drop_path row", "drop_path batch", "drop_block"];

    [Theory]
    [MemberData(nameof(Rates))]
    public void Dropout_drops_single_values_and_scales_the_others(double p)
    {
        float[] values = Train(nn.Dropout(p), ones(40, 1000));
        Assert.All(values.Distinct(), v => AssertIsZeroOr(1 / (1 - p), v));
        AssertShare(values.Count(v => v != 0), values.Length, 1 - p);
        // Neighbours know nothing of each other: all four combinations of two come up as often as chance has it.
        int both = Enumerable.Range(0, values.Length / 2).Count(i => values[2 * i] != 0 && values[(2 * i) + 1] != 0);
        AssertShare(both, values.Length / 2, (1 - p) * (1 - p));
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Dropout2d_drops_whole_channels_image_by_image(double p)
    {
        float[][] channels = [.. Train(nn.Dropout2d(p), ones(50, 200, 3, 3)).Chunk(9)];
        Assert.All(channels, c => Assert.Single(c.Distinct()));
        Assert.All(channels.Select(c => c[0]).Distinct(), v => AssertIsZeroOr(1 / (1 - p), v));
        AssertShare(channels.Count(c => c[0] != 0), channels.Length, 1 - p);
        Assert.NotEqual(channels.Take(200).Select(c => c[0]), channels.Skip(200).Take(200).Select(c => c[0]));
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Drop_path_drops_each_image_by_itself(double p)
    {
        float[][] images = [.. Train(new DropPath(p), ones(10_000, 2, 2, 2)).Chunk(8)];
        Assert.All(images, i => Assert.Single(i.Distinct()));
        Assert.All(images.Select(i => i[0]).Distinct(), v => AssertIsZeroOr(1 / (1 - p), v));
        AssertShare(images.Count(i => i[0] != 0), images.Length, 1 - p);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Drop_path_of_mode_batch_drops_all_images_or_none(double p)
    {
        using var input = ones(4, 2);
        using var module = new DropPath(p, "batch");
        manual_seed(3);
        float[][] batches = [.. Enumerable.Range(0, 4000).Select(_ => Values(module, input))];
        Assert.All(batches, b => Assert.Single(b.Distinct()));
        Assert.All(batches.Select(b => b[0]).Distinct(), v => AssertIsZeroOr(1 / (1 - p), v));
        AssertShare(batches.Count(b => b[0] != 0), batches.Length, 1 - p);
    }

    /// <summary>
    /// A pixel stays if none of the regions over it is drawn: (1 − γ)^n for n of them, with γ of Ghiasi et al., equation 1. The maps of images and
    /// channels are independent, so that the mean over them has their deviation over √M.
    /// </summary>
    [Theory]
    [InlineData(0.1, 3)]
    [InlineData(0.3, 3)]
    [InlineData(0.1, 5)]
    public void Drop_block_drops_squares_and_keeps_the_sum(double p, int side)
    {
        const int size = 12, maps = 4000;
        float[] values = Train(new DropBlock2d(p, side), ones(maps / 8, 8, size, size));
        float[] distinct = [.. values.Distinct().Order()];
        Assert.Equal(2, distinct.Length);
        Assert.Equal(0, distinct[0]);
        Assert.Equal(values.Length, values.Sum(v => (double)v), 1e-3 * values.Length);

        double rate = p * size * size / (side * side * (double)((size - side + 1) * (size - side + 1)));
        double expected = Enumerable.Range(0, size * size).Average(i => Math.Pow(1 - rate, Regions(i / size) * Regions(i % size)));
        double[] kept = [.. values.Chunk(size * size).Select(m => m.Count(v => v != 0) / (double)(size * size))];
        double deviation = Math.Sqrt(kept.Sum(k => (k - kept.Average()) * (k - kept.Average())) / (maps - 1) / maps);
        Assert.InRange(kept.Average(), expected - (5 * deviation), expected + (5 * deviation));
        Assert.All(values.Chunk(size * size).Take(200), map => Assert.Equal(map.Select(v => v == 0), Opened(map, size, side)));

        // How many regions of a row hold a place.
        int Regions(int place) => Math.Min(place, size - side) - Math.Max(0, place - side + 1) + 1;
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void Alpha_dropout_saturates_values_and_keeps_mean_and_variance(double p)
    {
        manual_seed(4);
        using var input = randn(200, 1000);
        float[] before = input.data<float>().ToArray();
        float[] after = Train(nn.AlphaDropout(p), input);
        double a = Scale(p);
        float dropped = (float)((a * SeluSaturation * p) - (a * SeluSaturation));
        int lost = 0;
        for (int i = 0; i < after.Length; i++)
        {
            if (Math.Abs(after[i] - dropped) < 1e-5)
                lost++;
            else
                Assert.Equal((a * before[i]) + (a * SeluSaturation * p), after[i], 1e-4);
        }

        AssertShare(lost, after.Length, p);
        double mean = after.Average(), variance = after.Average(v => (v - mean) * (v - mean));
        // The mean of n values has the deviation 1/√n; the variance of their squares is below 30 here at any of the rates.
        Assert.InRange(mean, -5 / Math.Sqrt(after.Length), 5 / Math.Sqrt(after.Length));
        Assert.InRange(variance, 1 - (5 * Math.Sqrt(30.0 / after.Length)), 1 + (5 * Math.Sqrt(30.0 / after.Length)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Evaluation_leaves_every_value_as_it_is(string kind)
    {
        using var input = randn(6, 4, 8, 8);
        using var module = Make(kind, 0.5);
        module.eval();
        using var output = module.call(input);
        Assert.True(output.equal(input).all().ToBoolean());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_rate_of_0_leaves_every_value_as_it_is(string kind)
    {
        using var input = randn(6, 4, 8, 8);
        using var module = Make(kind, 0);
        using var output = module.call(input);
        Assert.True(output.allclose(input, rtol: 1e-6, atol: 1e-6));
    }

    /// <summary>What comes out is linear in what goes in, value by value: the gradient is the mask times the scale that the output shows.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_gradient_is_the_mask_times_the_scale(string kind)
    {
        using var module = Make(kind, 0.4);
        double a = Scale(0.4), shift = kind == "alpha_dropout" ? a * SeluSaturation * 0.4 : 0, lost = kind == "alpha_dropout" ? shift - (a * SeluSaturation) : 0;
        int dropped = 0, values = 0;
        // Of whole batches it takes several to see both.
        for (int seed = 0; seed < 10; seed++)
        {
            manual_seed(seed);
            using var scope = NewDisposeScope();
            var input = randn(8, 4, 8, 8).requires_grad_();
            var output = module.call(input);
            output.sum().backward();
            float[] x = input.detach().data<float>().ToArray(), y = output.detach().data<float>().ToArray(), gradient = input.grad!.data<float>().ToArray();
            values += x.Length;
            for (int i = 0; i < x.Length; i++)
            {
                bool isDropped = Math.Abs(y[i] - lost) < 1e-6;
                dropped += isDropped ? 1 : 0;
                // Of a value near zero the output does not show the scale.
                if (Math.Abs(x[i]) > 1e-2)
                    Assert.Equal(isDropped ? 0 : (y[i] - shift) / x[i], gradient[i], 1e-3);
            }
        }

        Assert.InRange(dropped, 1, values - 1);
    }

    /// <summary>The linear depth rule, l/L·p_L, as torchvision counts l: p_L is 0.2 for EfficientNet, 0.1 and 0.4 for two ConvNeXts.</summary>
    [SkippableTheory]
    [InlineData("EfficientNetB0", "efficientnet_b0")]
    [InlineData("EfficientNetB2", "efficientnet_b2")]
    [InlineData("ConvNeXtTiny", "convnext_tiny")]
    [InlineData("ConvNeXtSmall", "convnext_small")]
    public void Rates_by_depth_are_torchvision_s(string name, string peer)
    {
        var expected = Peer.Run("drop_path_rates.py", peer).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' '))
            .ToDictionary(l => l[1], l => double.Parse(l[2], CultureInfo.InvariantCulture));
        using var model = Zoo.Create(name);
        var found = model.named_modules().Where(m => m.module is DropPath { p: > 0 }).ToDictionary(m => m.name[..m.name.LastIndexOf('.')], m => ((DropPath)m.module).p);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, rate => Assert.Equal(rate.Value, found[rate.Key], 12));
    }

    /// <summary>A network and the same with dropout in it differ while training, and in evaluation in nothing at all.</summary>
    [Theory]
    [InlineData("P0")]
    [InlineData("P4")]
    [InlineData("P6")]
    [InlineData("H4")]
    [InlineData("H5")]
    public void A_generated_network_evaluates_as_the_one_without_dropout(string place)
    {
        manual_seed(8);
        using var plain = Zoo.Create("PreResNet20_None");
        using var dropping = Zoo.Create("PreResNet20_" + place);
        dropping.load_state_dict(plain.state_dict());
        using var images = randn(4, 3, 32, 32);
        using var guard = no_grad();
        plain.eval();
        dropping.eval();
        using var expected = plain.call(images);
        using var found = dropping.call(images);
        Assert.True(found.equal(expected).all().ToBoolean());
        dropping.train();
        using var training = dropping.call(images);
        Assert.False(training.allclose(expected));
    }

    private static double Scale(double p) => 1 / Math.Sqrt(((SeluSaturation * SeluSaturation * p) + 1) * (1 - p));

    private static nn.Module<Tensor, Tensor> Make(string kind, double p) => kind switch
    {
        "dropout" => nn.Dropout(p),
        "dropout2d" => nn.Dropout2d(p),
        "alpha_dropout" => nn.AlphaDropout(p),
        "drop_path row" => new DropPath(p),
        "drop_path batch" => new DropPath(p, "batch"),
        "drop_block" => new DropBlock2d(p, 3),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind"),
    };

    private static float[] Train(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        using (module)
        {
            manual_seed(7);
            return Values(module, input);
        }
    }

    private static float[] Values(nn.Module<Tensor, Tensor> module, Tensor input)
    {
        using var output = module.call(input);
        return output.data<float>().ToArray();
    }

    private static void AssertIsZeroOr(double scale, float found) =>
        Assert.True(found == 0 || Math.Abs(found - scale) <= 1e-6 * scale, FormattableString.Invariant($"{found} is neither 0 nor {scale}"));

    /// <summary>Five standard deviations: chance is outside once in 1.7 million times.</summary>
    private static void AssertShare(int found, int of, double probability)
    {
        double expected = of * probability, deviation = Math.Sqrt(of * probability * (1 - probability));
        Assert.InRange(found, expected - (5 * deviation), expected + (5 * deviation));
    }

    /// <summary>Where squares of zeros fit: what is zero and in no such square would be no region.</summary>
    private static bool[] Opened(float[] map, int size, int side)
    {
        bool[] covered = new bool[map.Length];
        for (int top = 0; top <= size - side; top++)
        {
            for (int left = 0; left <= size - side; left++)
            {
                int[] square = [.. Enumerable.Range(0, side * side).Select(i => ((top + (i / side)) * size) + left + (i % side))];
                if (!square.All(i => map[i] == 0))
                    continue;
                foreach (int i in square)
                    covered[i] = true;
            }
        }

        return covered;
    }
}
