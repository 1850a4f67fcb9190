namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>
/// Convolutions whose gradient is recorded, beside libtorch's in float64: outputs and all gradients, for sizes that go by Winograd's method, by products of
/// taps (native/winograd.cpp, native/taps.cpp), and those that stay libtorch's.
/// </summary>
public class RecordedConvolutionTests
{
    /// <summary>How a convolution is computed.</summary>
    public enum Way
    {
        Winograd,
        Taps,
        Libtorch,
    }

    public static TheoryData<Way, Sizes> All { get; } = new()
    {
        { Way.Winograd, new(48, 16, 16, 4, 4, 3, 1, 1) },
        { Way.Winograd, new(5, 32, 48, 16, 12, 3, 1, 1) },
        { Way.Winograd, new(16, 48, 80, 8, 8, 3, 1, 1) },
        { Way.Winograd, new(13, 16, 32, 7, 15, 3, 1, 1) },
        { Way.Winograd, new(50, 16, 16, 6, 10, 3, 1, 0) },
        { Way.Winograd, new(50, 32, 16, 6, 6, 3, 1, 2) },
        { Way.Winograd, new(50, 128, 144, 4, 4, 3, 1, 1) },
        { Way.Winograd, new(3, 64, 64, 56, 28, 3, 1, 1) },
        { Way.Winograd, new(200, 160, 176, 8, 4, 3, 1, 1) },
        { Way.Taps, new(8, 256, 272, 2, 2, 3, 1, 1) },
        { Way.Taps, new(9, 256, 256, 1, 1, 3, 1, 1) },
        { Way.Taps, new(9, 256, 256, 3, 4, 3, 2, 1) },
        { Way.Taps, new(9, 300, 256, 1, 2, 3, 1, 1) },
        { Way.Taps, new(20, 128, 200, 4, 4, 1, 2, 0) },
        { Way.Taps, new(300, 130, 130, 1, 1, 1, 1, 0) },
        { Way.Taps, new(20, 130, 130, 1, 1, 1, 1, 1) },
        { Way.Taps, new(9, 256, 256, 2, 2, 5, 1, 2) },
        { Way.Libtorch, new(8, 24, 16, 8, 8, 3, 1, 1) },
        { Way.Libtorch, new(50, 16, 16, 4, 4, 3, 2, 1) },
        { Way.Libtorch, new(50, 16, 16, 5, 5, 3, 1, 1) },
        { Way.Libtorch, new(2, 16, 16, 4, 4, 3, 1, 1) },
        { Way.Libtorch, new(8, 64, 64, 2, 2, 1, 1, 0) },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void InFloat32ItIsTheConvolution(Way way, Sizes sizes)
    {
        foreach (bool hasBias in (bool[])[false, true])
            AssertConvolution(way, sizes, hasBias, ScalarType.Float32, 2e-5);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void InBFloat16ItIsTheConvolutionAsNearAsTheTypeGoes(Way way, Sizes sizes) =>
        AssertConvolution(way, sizes, hasBias: true, ScalarType.BFloat16, 1e-2);

    [Theory]
    [MemberData(nameof(All))]
    public void OnlyWhatIsAskedForIsComputed(Way way, Sizes sizes)
    {
        _ = way;
        foreach (string frozen in (string[])["input", "weight", "bias"])
        {
            using var scope = NewDisposeScope();
            var (some, all) = (new Case(sizes, true, ScalarType.Float32), new Case(sizes, true, ScalarType.Float32));
            some[frozen].requires_grad = false;
            some.Output().backward([some.Upstream]);
            all.Output().backward([all.Upstream]);
            foreach (string name in Case.Leaves.Where(n => n != frozen))
                AssertNear(all[name].grad!, some[name].grad!, 1e-6, $"{sizes}, {frozen} frozen: gradient of {name}");
            Assert.Null(some[frozen].grad);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AGradientCanBeDifferentiatedAgain(Way way, Sizes sizes)
    {
        _ = way;
        using var scope = NewDisposeScope();
        var (single, exact) = (new Case(sizes, true, ScalarType.Float32), new Case(sizes, true, ScalarType.Float64));
        single.SecondBackward();
        exact.SecondBackward();
        foreach (string name in (string[])["input", "weight"])
            AssertNear(exact[name].grad!, single[name].grad!, 2e-5, $"{sizes}: second gradient of {name}");
    }

    [Fact]
    public void WithoutARecordingLibtorchComputes()
    {
        using var scope = NewDisposeScope();
        foreach (var sizes in All.Select(row => (Sizes)row[1]))
        {
            var one = new Case(sizes, true, ScalarType.Float32);
            foreach (string name in Case.Leaves)
                one[name].requires_grad = false;
            // Of contiguous images libtorch's way is the only one.
            var other = nn.functional.conv2d(one["input"], one["weight"], one["bias"], sizes.Strides, sizes.Paddings);
            Assert.True(one.Output().Equals(other));
        }
    }

    [Fact]
    public void ItIsTheSameEachTime()
    {
        using var scope = NewDisposeScope();
        foreach (var sizes in All.Select(row => (Sizes)row[1]))
        {
            var (one, two) = (new Case(sizes, true, ScalarType.Float32), new Case(sizes, true, ScalarType.Float32));
            one.Output().backward([one.Upstream]);
            two.Output().backward([two.Upstream]);
            foreach (string name in Case.Leaves)
                Assert.True(one[name].grad!.Equals(two[name].grad!), $"{sizes}: gradient of {name}");
        }
    }

    [Fact]
    public void AStepLeavesNothingButGradients()
    {
        using var outer = NewDisposeScope();
        foreach (var sizes in All.Select(row => (Sizes)row[1]))
        {
            var one = new Case(sizes, true, ScalarType.Float32);
            LiveTensors.Settle();
            long live = SystemTorch.LiveTensors;
            for (int step = 0; step < 2; step++)
            {
                using var output = one.Output();
                output.backward([one.Upstream]);
            }

            Assert.Equal(live, SystemTorch.LiveTensors);
        }
    }

    private static void AssertConvolution(Way way, Sizes sizes, bool hasBias, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var (found, exact) = (new Case(sizes, hasBias, type), new Case(sizes, hasBias, ScalarType.Float64));
        var (output, expected) = (found.Output(), exact.Output());
        Assert.Equal(type, output.dtype);
        AssertNear(expected, output, tolerance, $"{sizes}, {type}: output");
        output.backward([found.Upstream]);
        expected.backward([exact.Upstream]);
        foreach (string name in Case.Leaves.Where(n => hasBias || n != "bias"))
        {
            Assert.Equal(type, found[name].grad!.dtype);
            AssertNear(exact[name].grad!, found[name].grad!, tolerance, $"{sizes}, {type}: gradient of {name}");
        }

        // Sums in another order end otherwise, in float32; the product of a single tap has libtorch's.
        using var _ = no_grad();
        if (type == ScalarType.Float32 && (way != Way.Taps || (sizes.Kernel > 1 && sizes.Height * sizes.Width > 1)))
            Assert.Equal(way == Way.Libtorch, found.Output().Equals(output.detach()));
    }

    private static void AssertNear(Tensor expected, Tensor found, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, found.shape);
        var exact = expected.detach().to(ScalarType.Float64);
        double error = (found.detach().to(ScalarType.Float64) - exact).norm().item<double>() / Math.Max(exact.norm().item<double>(), 1);
        Assert.True(error <= tolerance, $"{what}: relative error {error:g3}");
    }

    /// <summary>A batch of images and a square kernel.</summary>
    public sealed record Sizes(long Images, long In, long Out, long Height, long Width, long Kernel, long Stride, long Padding)
    {
        public long[] Strides => [Stride, Stride];

        public long[] Paddings => [Padding, Padding];

        public override string ToString() => $"{Images} images of {In}×{Height}×{Width}, {Out} kernels of {Kernel}×{Kernel}, stride {Stride}, padding {Padding}";
    }

    /// <summary>The same numbers in every type, in channels-last memory.</summary>
    private sealed class Case
    {
        public static readonly string[] Leaves = ["input", "weight", "bias"];
        private readonly Sizes sizes;
        private readonly Dictionary<string, Tensor> leaves = [];
        private readonly bool hasBias;

        public Case(Sizes sizes, bool hasBias, ScalarType type)
        {
            (this.sizes, this.hasBias) = (sizes, hasBias);
            manual_seed(sizes.Images + sizes.In);
            Tensor Draw(double scale, params long[] shape) => InLayout((randn(shape) * scale).to(ScalarType.BFloat16).to(type));
            leaves["input"] = Draw(1, sizes.Images, sizes.In, sizes.Height, sizes.Width);
            leaves["weight"] = Draw(1 / Math.Sqrt(sizes.In * sizes.Kernel * sizes.Kernel), sizes.Out, sizes.In, sizes.Kernel, sizes.Kernel);
            leaves["bias"] = Draw(1, sizes.Out);
            using (no_grad())
                Upstream = Draw(1, Output().shape);
            foreach (var leaf in leaves.Values)
                leaf.requires_grad = true;
        }

        public Tensor Upstream { get; }

        public Tensor this[string name] => leaves[name];

        public Tensor Output() =>
            nn.functional.conv2d(leaves["input"], leaves["weight"], hasBias ? leaves["bias"] : null, sizes.Strides, sizes.Paddings);

        /// <summary>The gradient of the squares of the first gradients.</summary>
        public void SecondBackward()
        {
            Tensor[] of = [leaves["input"], leaves["weight"]];
            var first = autograd.grad([(Output() * Upstream).sum()], of, retain_graph: true, create_graph: true);
            first.Select(g => g.square().sum()).Aggregate((a, b) => a + b).backward();
        }

        private static Tensor InLayout(Tensor images) =>
            images.dim() == 4 ? images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).detach() : images.detach();
    }
}
