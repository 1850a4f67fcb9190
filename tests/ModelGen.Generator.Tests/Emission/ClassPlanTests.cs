using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>Which classes are written, and with which parameters.</summary>
public class ClassPlanTests
{
    private static readonly Shape Image = new(16, 8, 8);

    [Fact]
    public void Uses_of_a_block_are_one_class()
    {
        string source = CSharpBackend.Emit(ResNets.ResNet(20), "N");
        Assert.Single(Classes(source), c => c.StartsWith("Basic", StringComparison.Ordinal));
        Assert.Contains("public Basic(long inChannels, long planes, long stride, bool project, Device? device = null, ScalarType? dtype = null)", source);
        Assert.Contains(".Add(1, () => new Basic(inChannels: 16, planes: 32, stride: 2, project: true, device, dtype))", source);
        Assert.Contains(".Add(2, () => new Basic(inChannels: 32, planes: 32, stride: 1, project: false, device, dtype))", source);
    }

    [Fact]
    public void What_a_use_does_without_is_nullable()
    {
        string source = CSharpBackend.Emit(ResNets.ResNet(20), "N");
        Assert.Contains("Downsample = project ? new Downsample(inChannels: inChannels, planes: planes, device, dtype) : null;", source);
        Assert.Contains("public Downsample? Downsample { get; }", source);
        Assert.Contains("var bn2 = Bn2.CallAddRelu(conv2, downsample ?? input);", source);
    }

    [Theory]
    [InlineData(56)]
    [InlineData(1202)]
    public void Depth_costs_no_source(int depth)
    {
        int shallow = CSharpBackend.Emit(ResNets.ResNet(20), "N").Length;
        int deep = CSharpBackend.Emit(ResNets.ResNet(depth), "N").Length;
        Assert.InRange(deep, shallow * 0.97, shallow * 1.03);
    }

    [Fact]
    public void Uses_that_contradict_each_other_are_classes_of_their_own()
    {
        // The same two steps in opposite order: no one text runs both.
        var first = new ScopeBuilder(Image).Op("a", "relu").Op("b", "batch_norm", "norm").Build(ScopeKind.Block, "Basic");
        var second = new ScopeBuilder(Image).Op("b", "batch_norm", "norm").Op("a", "relu").Build(ScopeKind.Block, "Basic");
        var model = new ScopeBuilder(Image).Child("x", "x", first).Child("y", "y", second).Child("z", "z", first with { });
        string source = CSharpBackend.Emit(ResNets.Model("M", model), "N");
        Assert.Equal(["M", "Basic", "Basic2"], Classes(source));
        Assert.Contains("public Basic2 Y { get; }", source);
        Assert.Contains("public Basic Z { get; }", source);
    }

    [Fact]
    public void A_wiring_that_no_condition_tells_apart_splits_the_class()
    {
        static Scope Block(string from) => new ScopeBuilder(Image)
            .Op("n", "batch_norm", "norm").Op("c", "conv", "conv", arguments: [("out_channels", 16), ("kernel_size", 1)])
            .Join("j", JoinKind.Add, from, "c").Build(ScopeKind.Block, "Basic");
        var model = new ScopeBuilder(Image).Child("x", "x", Block(Node.Input)).Child("y", "y", Block("n"));
        Assert.Equal(["M", "Basic", "Basic2"], Classes(CSharpBackend.Emit(ResNets.Model("M", model), "N")));
    }

    [Fact]
    public void A_value_without_a_name_is_called_after_its_layer()
    {
        static Scope Block(int kernel) => new ScopeBuilder(Image)
            .Op("c", "conv", "conv", arguments: [("out_channels", 16), ("kernel_size", kernel), ("padding", kernel / 2)]).Build(ScopeKind.Block, "Basic");
        var model = new ScopeBuilder(Image).Child("x", "x", Block(3)).Child("y", "y", Block(5));
        Assert.Contains("long convKernelSize, long convPadding, ", CSharpBackend.Emit(ResNets.Model("M", model), "N"));
    }

    [Fact]
    public void A_condition_without_a_name_is_called_after_its_child()
    {
        static Scope Block(bool withNorm)
        {
            var block = new ScopeBuilder(Image).Op("c", "conv", "conv", arguments: [("out_channels", 16), ("kernel_size", 1)]);
            return (withNorm ? block.Op("n", "batch_norm", "norm", when: "a != b") : block).Build(ScopeKind.Block, "Basic");
        }

        var model = new ScopeBuilder(Image).Child("x", "x", Block(true)).Child("y", "y", Block(false));
        string source = CSharpBackend.Emit(ResNets.Model("M", model), "N");
        Assert.Contains("Norm = hasNorm ? nn.BatchNorm2d(16, device: device, dtype: dtype) : null;", source);
    }

    [Fact]
    public void A_class_does_not_take_the_name_of_a_property_of_the_model_or_of_a_torch_class()
    {
        var seq = new ScopeBuilder(Image).Op("c", "conv", "0", property: "Conv", arguments: [("out_channels", 16), ("kernel_size", 1)]);
        var model = new ScopeBuilder(Image)
            .Child("x", "features", seq.Build(ScopeKind.Sequence, "Features"))
            .Child("y", "y", seq.Build(ScopeKind.Block, "Linear"));
        Assert.Equal(["M", "FeaturesSequence", "LinearBlock"], Classes(CSharpBackend.Emit(ResNets.Model("M", model), "N")));
    }

    private static IEnumerable<string> Classes(string source) => source.Split('\n').Where(l => l.Contains(" class ", StringComparison.Ordinal))
        .Select(l => l.Split(" class ")[1].Split(' ')[0]);
}
