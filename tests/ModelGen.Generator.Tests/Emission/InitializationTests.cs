using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;
using ModelGen.Generator.Tests.Graphs;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>Weights drawn otherwise than torch does, and bare parameters.</summary>
public class InitializationTests
{
    private static readonly Shape Image = new(4, 8, 8);

    public static TheoryData<string> Initializers => [.. Initializer.All.Select(i => i.Name)];

    [Fact]
    public void Initializers_are_calls_after_registration_in_its_order()
    {
        string source = CSharpBackend.Emit(
            ResNets.Model("M", new ScopeBuilder(Image)
                .Op("c", "conv", "conv", arguments: [("out_channels", 4), ("kernel_size", 1), ("init", Init("kaiming_normal", ("mode", "fan_out"))), ("bias_init", Init("zeros"))])
                .Op("d", "conv", "bare", arguments: [("out_channels", 4), ("kernel_size", 1), ("bias", false), ("init", Init("xavier_normal")), ("bias_init", Init("zeros"))])
                .Op("n", "batch_norm", "norm", arguments: ("init", Init("zeros")))),
            "N");
        string expected = """
                    register_module("norm", Norm);

                    nn.init.kaiming_normal_(Conv.weight, mode: nn.init.FanInOut.FanOut);
                    nn.init.zeros_(Conv.bias!);
                    WeightInit.XavierNormal(Bare.weight);
                    nn.init.zeros_(Norm.weight!);
                }

            """;
        Assert.Contains(expected, source);
    }

    [Fact]
    public void Values_in_which_uses_differ_are_parameters()
    {
        static Scope Block(double std, bool bias) => new ScopeBuilder(Image).Op("c", "conv", "conv", arguments:
            [("out_channels", 4), ("kernel_size", 1), ("bias", bias), ("init", Init("normal", ("std", std))), ("bias_init", Init("zeros"))])
            .Build(ScopeKind.Block, "Basic");
        var model = new ScopeBuilder(Image).Child("x", "x", Block(0.1, true)).Child("y", "y", Block(0.2, false));
        string source = CSharpBackend.Emit(ResNets.Model("M", model), "N");
        Assert.Contains("nn.init.normal_(Conv.weight, std: convStd);", source);
        Assert.Contains("if (convBias)\n                nn.init.zeros_(Conv.bias!);", source);
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, source));
    }

    [Fact]
    public void Uses_with_other_initializers_are_other_classes()
    {
        static Scope Block(Value init) => new ScopeBuilder(Image).Op("c", "conv", "conv", arguments: [("out_channels", 4), ("kernel_size", 1), ("init", init)])
            .Build(ScopeKind.Block, "Basic");
        var model = new ScopeBuilder(Image).Child("x", "x", Block(Init("zeros"))).Child("y", "y", Block(Init("ones")));
        Assert.Contains("public Basic2 Y { get; }", CSharpBackend.Emit(ResNets.Model("M", model), "N"));
    }

    [Fact]
    public void Repeated_layers_are_drawn_one_by_one()
    {
        var stack = new ScopeBuilder(Image);
        for (int i = 0; i < 3; i++)
            stack.Op("c" + i, "conv", i.ToString(System.Globalization.CultureInfo.InvariantCulture), arguments: [("out_channels", 4), ("kernel_size", 1), ("init", Init("ones"))]);
        string source = CSharpBackend.Emit(ResNets.Model("M", new ScopeBuilder(Image).Child("s", "stack", stack.Build(ScopeKind.Repeat, "Repeat"))), "N");
        Assert.Contains("foreach (var layer in Stack)\n            nn.init.ones_(layer.weight);", source);
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, source));
    }

    [Theory]
    [MemberData(nameof(Initializers))]
    public void Every_initializer_compiles(string name)
    {
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, CSharpBackend.Emit(Drawn(name), "N")));
    }

    /// <summary>Moments against the formulas of torch.nn.init's documentation, for a convolution of 64 to 128 channels and 3×3.</summary>
    [Theory]
    [InlineData("kaiming_normal", 0, 0.0589)] // √(2 / 576)
    [InlineData("kaiming_uniform", 0, 0.0589)]
    [InlineData("xavier_normal", 0, 0.0340)] // √(2 / (576 + 1152))
    [InlineData("xavier_uniform", 0, 0.0340)]
    [InlineData("normal", 0, 1)]
    [InlineData("trunc_normal", 0, 0.8796)] // cut at two deviations
    [InlineData("uniform", 0.5, 0.2887)] // 1 / √12
    [InlineData("constant", 0.5, 0)]
    [InlineData("zeros", 0, 0)]
    [InlineData("ones", 1, 0)]
    [InlineData("orthogonal", 0, 0.0417)] // rows of length 1: 1 / √576
    public void Weights_have_the_moments_of_their_initializer(string name, double mean, double deviation)
    {
        manual_seed(1);
        using var module = GeneratedCode.Create(Drawn(name));
        using var weight = module.get_parameter("conv.weight")!.detach();
        Assert.Equal(mean, weight.mean().item<float>(), 0.01);
        Assert.Equal(deviation, weight.std(unbiased: false).item<float>(), 0.01 * Math.Max(1, deviation) + 0.0005);
    }

    [Fact]
    public void A_scale_is_a_parameter_whose_name_is_its_key()
    {
        var model = new ScopeBuilder(Image).Op("n", "batch_norm", "norm").Op("s", "scale", "layer_scale", property: "LayerScale", arguments: ("value", 0.5));
        string source = CSharpBackend.Emit(ResNets.Model("M", model), "N");
        Assert.Contains("register_parameter(\"layer_scale\", nn.Parameter(torch.full([inChannels, 1, 1], 0.5, dtype: dtype, device: device)));", source);
        Assert.Contains("var layerScale = norm * LayerScale;", source);
        // A state dict has a scope's own parameters before those of its children.
        Assert.Matches("\"\"\"\n +layer_scale \\| 4x1x1 \\| parameter \\| float32\n +norm.weight", source);
    }

    [Fact]
    public void A_scale_survives_a_change_of_type()
    {
        using var module = GeneratedCode.Create(ResNets.Model("M", new ScopeBuilder(Image).Op("s", "scale", "Factor", arguments: ("value", 0.5))));
        module.to(ScalarType.Float64);
        var property = (Parameter)module.GetType().GetProperty("Factor")!.GetValue(module)!;
        Assert.Equal(ScalarType.Float64, property.dtype);
        using var input = ones([1, 4, 2, 2], ScalarType.Float64);
        using var output = module.call(input);
        Assert.Equal(0.5, output.mean().item<double>());
    }

    private static ModelGraph Drawn(string initializer) => ResNets.Model("M", new ScopeBuilder(new Shape(64, 8, 8)).Op("c", "conv", "conv", arguments:
        [("out_channels", 128), ("kernel_size", 3), ("init", initializer == "constant" ? Init(initializer, ("value", 0.5)) : Init(initializer))]));

    private static Value Init(string name, params (string Name, object Value)[] given) => OpCases.Init(name, given);
}
