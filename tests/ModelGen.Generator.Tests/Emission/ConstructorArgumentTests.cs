using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Passes;
using ModelGen.Generator.Tests.Graphs;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>Classes and input channels as arguments of the model's constructor, where any other number would do.</summary>
public class ConstructorArgumentTests
{
    private static readonly Shape Image = new(3, 8, 8);

    [Fact]
    public void Numbers_that_reach_arguments_unmodified_are_arguments()
    {
        string source = CSharpBackend.Emit(Classifier(("out_features", (10, "$classes"))), "N");
        Assert.Contains("public M(long classes = 10, long inChannels = 3, Device? device = null, ScalarType? dtype = null)", source);
        Assert.Contains("Conv = nn.Conv2d(inChannels, 16, 3, device: device, dtype: dtype);", source);
        Assert.Contains("Fc = nn.Linear(16, classes, device: device, dtype: dtype);", source);
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, source));
    }

    [Fact]
    public void A_number_that_the_spec_does_not_call_classes_stays()
    {
        string source = CSharpBackend.Emit(Classifier(("out_features", 10)), "N");
        Assert.Contains("public M(long inChannels = 3, Device? device", source);
        Assert.Contains("nn.Linear(16, 10, ", source);
    }

    [Fact]
    public void An_expression_with_the_number_says_why_it_is_fixed()
    {
        var graph = Classifier(("out_features", (20, "$(2 * classes)")));
        var classes = FreeValues.Find(graph, FreeValue.Classes);
        Assert.False(classes.IsFree);
        Assert.Equal("the number of classes is fixed: 'out_features: $(2 * classes)' computes with it", classes.Obstacle);
        Assert.DoesNotContain("long classes =", CSharpBackend.Emit(graph, "N"));
    }

    [Fact]
    public void A_shortcut_from_the_input_fixes_its_channels()
    {
        var model = new ScopeBuilder(Image).Op("c", "conv", "conv", arguments: [("out_channels", 3), ("kernel_size", 1)]).Join("j", JoinKind.Add, Node.Input, "c");
        Assert.Equal(
            "the number of input channels is fixed: it is joined with a fixed number of channels (3)",
            FreeValues.Find(ResNets.Model("M", model), FreeValue.InputChannels).Obstacle);
    }

    [Fact]
    public void Containers_and_blocks_pass_the_numbers_on()
    {
        var stem = new ScopeBuilder(Image).Op("c", "conv", "0", property: "Conv", arguments: [("out_channels", 8), ("kernel_size", 1)])
            .Op("n", "batch_norm", "1", property: "Norm").Build(ScopeKind.Sequence, "Stem");
        var head = new ScopeBuilder(new Shape(8)).Op("l", "linear", "fc", arguments: ("out_features", (10, "$units")))
            .Build(ScopeKind.Block, "Head", parameters: [("units", (10, "$classes"))]);
        var model = new ScopeBuilder(Image).Child("s", "stem", stem).Op("p", "global_avg_pool").Child("h", "head", head);
        string source = CSharpBackend.Emit(ResNets.Model("M", model), "N");
        Assert.Contains("Stem = new StemSequence(inChannels: inChannels, device, dtype);", source);
        Assert.Contains("(units: classes, device, dtype);", source);
        Assert.Contains("public M(long classes = 10, long inChannels = 3, ", source);
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, source));
    }

    [Fact]
    public void A_model_with_other_numbers_runs()
    {
        var type = GeneratedCode.Load(Classifier(("out_features", (10, "$classes")))).GetType("Generated.M")!;
        using var module = (nn.Module<Tensor, Tensor>)Activator.CreateInstance(type, 7L, 1L, null, null)!;
        using var input = rand(2, 1, 8, 8);
        using var output = module.call(input);
        Assert.Equal([2, 7], output.shape);
    }

    [Theory]
    [InlineData("ResNet20")]
    [InlineData("MobileNetV3Small")]
    [InlineData("SqueezeNet1_1")]
    [InlineData("ShuffleNetV2_x0_5")]
    [InlineData("GoogLeNet")]
    public void Models_of_the_zoo_take_other_classes_and_channels(string name)
    {
        var type = GeneratedCode.Load(Snapshots.Zoo.Model(name)).GetType("Generated." + name)!;
        using var module = (nn.Module<Tensor, Tensor>)Activator.CreateInstance(type, 7L, 1L, null, null)!;
        using var input = rand(2, 1, 64, 64);
        using var output = module.call(input);
        Assert.Equal([2, 7], output.shape);
    }

    private static ModelGraph Classifier((string, object) features) => ResNets.Model("M", new ScopeBuilder(Image)
        .Op("c", "conv", "conv", arguments: [("out_channels", 16), ("kernel_size", 3)]).Op("p", "global_avg_pool").Op("fc", "linear", "fc", arguments: features));
}
