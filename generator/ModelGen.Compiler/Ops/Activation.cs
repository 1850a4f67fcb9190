using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>A function of single values: any shape in, the same out.</summary>
/// <param name="memory">What autograd keeps, read from PyTorch's derivatives.yaml and checked on libtorch 1.13.</param>
internal sealed class Activation(string name, string summary, MemoryTraits memory, params OpParameter[] parameters) : Op
{
    /// <summary>The gradient is computed from the output, also when it overwrote the input.</summary>
    private static readonly MemoryTraits FromOutput = new(CanRunInPlace: true, SavesInput: false, SavesOutput: true, OutputAliasesInput: false);

    /// <summary>The gradient is computed from the input. In place, torch would copy the input first: nothing is gained.</summary>
    private static readonly MemoryTraits FromInput = new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    /// <summary>From the input, or, in place, from the output.</summary>
    private static readonly MemoryTraits FromEither = new(CanRunInPlace: true, SavesInput: true, SavesOutput: true, OutputAliasesInput: false);

    public static IEnumerable<Op> All { get; } =
    [
        new Activation("relu", "max(x, 0) (torch.nn.ReLU).", FromOutput),
        new Activation("relu6", "min(max(x, 0), 6) (torch.nn.ReLU6).", FromInput),
        new Activation(
            "leaky_relu", "x, or a fraction of it where it is negative (torch.nn.LeakyReLU).", FromEither,
            // In place the gradient is computed from the output, which tells the sign of the input for positive slopes alone.
            Main(OpParameter.Number("negative_slope", 0.01, "Slope below zero.") with { Minimum = 0 })),
        new Activation(
            "elu", "x, or α(eˣ − 1) where it is negative (torch.nn.ELU; Clevert et al. 2015).", FromInput,
            Main(OpParameter.Number("alpha", 1, "Scale below zero.") with { Minimum = 0 })),
        new Activation("selu", "ELU with the constants that keep mean and variance (torch.nn.SELU; Klambauer et al. 2017).", FromEither),
        new Activation(
            "celu", "ELU with a continuous derivative for every α (torch.nn.CELU; Barron 2017).", FromEither,
            Main(OpParameter.Number("alpha", 1, "Scale below zero.") with { Minimum = 1e-6 })),
        new Activation("gelu", "xΦ(x), exactly, with the error function (torch.nn.GELU; Hendrycks & Gimpel 2016).", FromInput),
        new Activation("silu", "x·sigmoid(x), also called swish (torch.nn.SiLU).", FromInput),
        new Activation("mish", "x·tanh(softplus(x)) (torch.nn.Mish; Misra 2019).", FromInput),
        new Activation("hardswish", "x·relu6(x + 3)/6 (torch.nn.Hardswish; Howard et al. 2019).", FromInput),
        new Activation("hardsigmoid", "relu6(x + 3)/6 (torch.nn.Hardsigmoid).", FromInput),
        new Activation(
            "hardtanh", "x, cut off at two values (torch.nn.Hardtanh).", FromInput,
            OpParameter.Number("min_val", -1, "Least value."), OpParameter.Number("max_val", 1, "Greatest value.")),
        new Activation("sigmoid", "1/(1 + e⁻ˣ) (torch.nn.Sigmoid).", FromOutput),
        new Activation("tanh", "Hyperbolic tangent (torch.nn.Tanh).", FromOutput),
        new Activation(
            "softplus", "log(1 + e^(βx))/β (torch.nn.Softplus).", FromInput,
            OpParameter.Number("beta", 1, "Steepness."), OpParameter.Number("threshold", 20, "Linear where βx is above this.")),
    ];

    public override string Name => name;

    public override string Summary => summary;

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } = new(parameters);

    public override MemoryTraits Memory => memory;

    public override Shape? Infer(OpCall call) =>
        name == "hardtanh" && call.Number("min_val") >= call.Number("max_val")
            ? call.Fail($"expected min_val below max_val, found {call.Number("min_val")} and {call.Number("max_val")}", "min_val")
            : call.In;

    private static OpParameter Main(OpParameter parameter) => parameter with { IsMain = true };
}
