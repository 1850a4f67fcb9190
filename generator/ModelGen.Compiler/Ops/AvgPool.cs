using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.AvgPool2d.</summary>
internal sealed class AvgPool : Op
{
    public override string Name => "avg_pool";

    public override string Summary => "Mean of each window (torch.nn.AvgPool2d).";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("kernel_size", ParameterType.IntegerPair, "Height and width of the window.") with { IsMain = true, Minimum = 1 },
        OpParameter.Optional("stride", ParameterType.IntegerPair, "Step between windows; left out: the kernel_size.") with { Minimum = 1 },
        OpParameter.Pair("padding", 0, "Zeros on each side.") with { Minimum = 0 },
        OpParameter.Bool("ceil_mode", false, "Whether a window may hang over the end."),
        OpParameter.Bool("count_include_pad", true, "Whether the padding's zeros count in the mean."));

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) =>
        Expect.Image(call) && Expect.PoolPadding(call) ? SlidingWindow2d.Of(call).Slide(call, call.In.Channels, call.Bool("ceil_mode")) : null;
}
