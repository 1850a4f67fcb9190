using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.AdaptiveAvgPool2d and AdaptiveMaxPool2d.</summary>
internal sealed class AdaptivePool(bool isMax) : Op
{
    public override string Name => isMax ? "adaptive_max_pool" : "adaptive_avg_pool";

    public override string Summary => isMax
        ? "Greatest values of as many windows as the output has pixels (torch.nn.AdaptiveMaxPool2d)."
        : "Means of as many windows as the output has pixels (torch.nn.AdaptiveAvgPool2d); `1` keeps 1×1, global_avg_pool gives a vector.";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } =
        new(OpParameter.Required("output_size", ParameterType.IntegerPair, "Height and width of the output.") with { IsMain = true, Minimum = 1 });

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call)
    {
        if (!Expect.Image(call))
            return null;
        var (height, width) = call.Pair("output_size");
        return new Shape(call.In.Channels, height, width);
    }
}
