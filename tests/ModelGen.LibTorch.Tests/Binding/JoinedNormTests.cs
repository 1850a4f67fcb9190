using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>
/// Batch norm with a sum and a clamp as one operator, beside the formula in float64 and libtorch's own gradients of that: outputs, running
/// statistics and all gradients, for layouts and types that the loops of native/norm.cpp take and for those they leave to libtorch.
/// </summary>
public class JoinedNormTests
{
    private const double Infinity = double.PositiveInfinity;
    private static readonly long[] AllButChannels = [0, 2, 3];

    /// <summary>Channels that fill rows in every way: several pixels to a row, whole vectors, overlapping ones; counts that no row divides.</summary>
    public static TheoryData<long, long, long> Shapes { get; } = new()
    {
        { 3, 4, 6 }, { 12, 4, 6 }, { 16, 5, 7 }, { 24, 4, 6 }, { 40, 3, 5 }, { 64, 2, 9 }, { 144, 2, 3 }, { 130, 3, 5 }, { 5, 3, 3 }, { 1, 4, 8 }, { 64, 20, 24 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void InFloat32ItIsTheFormula(long channels, long images, long side)
    {
        foreach (var form in Form.All)
            AssertFormula(form, channels, images, side, ScalarType.Float32, tolerance: 1e-5, gradients: 1e-5);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void InBFloat16ItIsTheFormulaAsNearAsTheTypeGoes(long channels, long images, long side)
    {
        // A value beside a bound may be rounded to it or over it, and its gradient then comes or goes: one counts for much among few.
        foreach (var form in Form.All)
            AssertFormula(form, channels, images, side, ScalarType.BFloat16, tolerance: 6e-3, gradients: images * side * side > 10000 ? 5e-2 : 0.2);
    }

    [Fact]
    public void OtherTypesAreLeftToLibtorch()
    {
        foreach (var form in Form.All.Where(f => f.High != 6))
            AssertFormula(form, 16, 3, 5, ScalarType.Float64, tolerance: 1e-12, gradients: 1e-12);
    }

    [Fact]
    public void AGradientCanBeDifferentiatedAgain()
    {
        // Without statistics of the batch and without weights, a gradient depends on nothing.
        foreach (var form in Form.All.Where(f => f.IsChannelsLast && (f.IsTraining || f.IsAffine)))
        {
            using var scope = NewDisposeScope();
            using var single = new Case(form, 16, 3, 5, ScalarType.Float32);
            using var exact = new Case(form, 16, 3, 5, ScalarType.Float64);
            var found = single.SecondGradients(single.Joined());
            var expected = exact.SecondGradients(exact.Formula());
            foreach (var (name, value) in expected)
                AssertNear(value, found[name], 1e-4, $"{form}: second gradient of {name}");
        }
    }

    [Fact]
    public void EveryBatchCountsEquallyWithoutAMomentum()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(16);
        norm.momentum = null;
        var batches = Enumerable.Range(0, 3).Select(k => Case.InLayout((randn(4, 16, 5, 5) * (k + 1)) + k, true)).ToList();
        foreach (var batch in batches)
            norm.Forward(batch, null, 0, Infinity);
        Assert.Equal(3, norm.num_batches_tracked!.item<long>());
        AssertNear(stack(batches.Select(b => b.mean(AllButChannels))).mean([0]), norm.running_mean!, 1e-5, "mean");
        AssertNear(stack(batches.Select(b => b.@var(AllButChannels, unbiased: true))).mean([0]), norm.running_var!, 1e-5, "variance");
    }

    [Fact]
    public void AStatisticFarFromZeroKeepsItsDigits()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(16);
        var input = Case.InLayout(randn(32, 16, 16, 16) + 1000, true);
        var exact = input.to(ScalarType.Float64);
        var (mean, variance) = (exact.mean(AllButChannels, keepdim: true), exact.@var(AllButChannels, unbiased: false, keepdim: true));
        // The summand that shifts by the mean is rounded, in libtorch as here.
        AssertNear((exact - mean) / variance.sqrt(), norm.call(input), 1e-4, "output");
        AssertNear((exact.@var(AllButChannels, unbiased: true) * 0.1) + 0.9, norm.running_var!, 1e-5, "variance");
    }

    [Fact]
    public void AShortcutOfAnotherTypeOrLayoutIsAddedAllTheSame()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(8);
        var input = Case.InLayout(randn(2, 8, 5, 5), true);
        var shortcut = randn(2, 8, 5, 5);
        var expected = norm.call(input).add(shortcut).relu();
        AssertNear(expected, norm.Forward(input, shortcut, 0, Infinity), 1e-6, "layout");
        AssertNear(expected, norm.Forward(input, shortcut.to(ScalarType.Float64), 0, Infinity), 1e-6, "type");
        AssertNear(norm.call(input).add(shortcut[0]).relu(), norm.Forward(input, shortcut[0], 0, Infinity), 1e-6, "shape");
    }

    [Fact]
    public void NotANumberStaysWhatItIs()
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(16);
        norm.eval();
        var input = Case.InLayout(full([1, 16, 2, 2], float.NaN), true);
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
            Assert.True(norm.Forward(input.to(type), null, 0, 6).isnan().all().item<bool>());
    }

    [Fact]
    public void AStepLeavesNothingButGradients()
    {
        using var outer = NewDisposeScope();
        using var norm = nn.BatchNorm2d(16);
        var input = Case.InLayout(randn(4, 16, 5, 5), true);
        var shortcut = Case.InLayout(randn(4, 16, 5, 5), true);
        LiveTensors.Settle();
        long live = SystemTorch.LiveTensors;
        for (int step = 0; step < 3; step++)
        {
            using var output = norm.Forward(input, shortcut, 0, Infinity);
            Assert.Equal(live + 1, SystemTorch.LiveTensors);
            using var loss = output.sum();
            loss.backward();
        }
        Assert.Equal(live, SystemTorch.LiveTensors);
    }

    [Fact]
    public void ARelu6OfBFloat16HasHardtanhsGradient()
    {
        using var scope = NewDisposeScope();
        foreach (long count in (long[])[5, 16, 1000, 40000])
        {
            var values = (randn(count) * 4).to(ScalarType.BFloat16);
            values[0] = 6;
            var half = values.clone().requires_grad_();
            var full = values.to(ScalarType.Float32).requires_grad_();
            half.relu6().sum().backward();
            full.relu6().sum().backward();
            Assert.True(half.relu6().to(ScalarType.Float32).Equals(full.relu6().detach()));
            Assert.True(half.grad!.to(ScalarType.Float32).Equals(full.grad!));
        }
    }

    private static void AssertFormula(Form form, long channels, long images, long side, ScalarType type, double tolerance, double gradients)
    {
        using var scope = NewDisposeScope();
        using var found = new Case(form, channels, images, side, type);
        using var exact = new Case(form, channels, images, side, ScalarType.Float64);
        var output = found.Joined();
        var expected = exact.Formula();
        string where = $"{form}, {channels} channels, {images} images of {side}×{side}, {type}";
        Assert.Equal(type, output.dtype);
        AssertNear(expected, output, tolerance, $"{where}: output");
        AssertNear(exact.RunningMean, found.RunningMean, tolerance, $"{where}: running mean");
        AssertNear(exact.RunningVariance, found.RunningVariance, tolerance, $"{where}: running variance");
        found.Backward(output);
        exact.Backward(expected);
        foreach (var (name, leaf) in exact.Leaves)
            AssertNear(leaf.grad!, found.Leaves[name].grad!, gradients, $"{where}: gradient of {name}");
    }

    private static void AssertNear(Tensor expected, Tensor found, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        var difference = found.detach().to(ScalarType.Float64) - expected.detach().to(ScalarType.Float64);
        double scale = expected.detach().to(ScalarType.Float64).norm().item<double>();
        double error = difference.norm().item<double>() / Math.Max(scale, 1);
        Assert.True(error <= tolerance, $"{what}: relative error {error:g3}");
    }

    /// <summary>What is joined with the norm, and how it is used.</summary>
    private sealed record Form(bool IsTraining, bool IsAffine, bool HasShortcut, double Low, double High, bool IsChannelsLast)
    {
        private static readonly (double, double)[] Bounds = [(-Infinity, Infinity), (0, Infinity), (0, 6)];

        public static IEnumerable<Form> All { get; } =
        [
            .. from training in (bool[])[true, false]
            from affine in (bool[])[true, false]
            from shortcut in (bool[])[true, false]
            from bounds in Bounds
            from channelsLast in (bool[])[true, false]
            where affine || channelsLast
            select new Form(training, affine, shortcut, bounds.Item1, bounds.Item2, channelsLast),
        ];
    }

    /// <summary>One form with its tensors: the same numbers in every type.</summary>
    private sealed class Case : IDisposable
    {
        private readonly Form form;
        private readonly BatchNorm2d norm;
        private readonly Tensor input;
        private readonly Tensor? shortcut;
        private readonly Tensor upstream;

        public Case(Form form, long channels, long images, long side, ScalarType type)
        {
            this.form = form;
            manual_seed(channels);
            Tensor Image() => randn(images, channels, side, side).to(ScalarType.BFloat16).to(type);
            input = InLayout((Image() * 2) + 1, form.IsChannelsLast).requires_grad_();
            shortcut = form.HasShortcut ? InLayout(Image(), form.IsChannelsLast).requires_grad_() : null;
            upstream = InLayout(Image(), form.IsChannelsLast);
            var of = type == ScalarType.Float64 ? type : ScalarType.Float32;
            norm = nn.BatchNorm2d(channels, affine: form.IsAffine, momentum: 0.3, dtype: of);
            norm.train(form.IsTraining);
            using var _ = no_grad();
            norm.running_mean!.copy_(randn(channels) + 1);
            norm.running_var!.copy_(rand(channels) + 3);
            if (!form.IsAffine)
                return;
            norm.weight.copy_(rand(channels) + 0.5);
            norm.bias!.copy_(randn(channels));
        }

        public Tensor RunningMean => norm.running_mean!;

        public Tensor RunningVariance => norm.running_var!;

        public Dictionary<string, Tensor> Leaves
        {
            get
            {
                Dictionary<string, Tensor> leaves = new() { ["input"] = input };
                if (form.IsAffine)
                    (leaves["weight"], leaves["bias"]) = (norm.weight, norm.bias!);
                if (shortcut is not null)
                    leaves["shortcut"] = shortcut;
                return leaves;
            }
        }

        public static Tensor InLayout(Tensor images, bool isChannelsLast) =>
            (isChannelsLast ? images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : images.contiguous()).detach();

        public Tensor Joined() => norm.Forward(input, shortcut, form.Low, form.High);

        /// <summary>Ioffe and Szegedy 2015, algorithm 1; running statistics as torch.nn's.</summary>
        public Tensor Formula()
        {
            Tensor EachChannel(Tensor values) => values.reshape(1, -1, 1, 1);
            var (mean, variance) = (RunningMean.clone(), RunningVariance.clone());
            if (form.IsTraining)
            {
                (mean, variance) = (input.mean(AllButChannels), input.@var(AllButChannels, unbiased: false));
                using var _ = no_grad();
                RunningMean.mul_(0.7).add_(mean * 0.3);
                RunningVariance.mul_(0.7).add_(input.@var(AllButChannels, unbiased: true) * 0.3);
            }

            var result = (input - EachChannel(mean)) / (EachChannel(variance) + norm.eps).sqrt();
            if (form.IsAffine)
                result = (result * EachChannel(norm.weight)) + EachChannel(norm.bias!);
            if (shortcut is not null)
                result = result + shortcut;
            return double.IsFinite(form.Low) ? result.clamp(form.Low, form.High) : result;
        }

        public void Backward(Tensor output) => output.backward([upstream]);

        /// <summary>Gradients of a function of the first gradients.</summary>
        public Dictionary<string, Tensor> SecondGradients(Tensor output)
        {
            var leaves = Leaves;
            var first = autograd.grad([(output * upstream).sum()], [.. leaves.Values], retain_graph: true, create_graph: true);
            first.Select(g => g.square().sum()).Aggregate((a, b) => a + b).backward();
            return leaves.Where(l => l.Value.grad is not null).ToDictionary(l => l.Key, l => l.Value.grad!);
        }

        public void Dispose() => norm.Dispose();
    }
}
