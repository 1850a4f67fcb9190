using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.MaxPool2d.</summary>
internal sealed class MaxPool : Op
{
    public override string Name => "max_pool";

    public override string Summary => "Greatest value of each window (torch.nn.MaxPool2d).";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("kernel_size", ParameterType.IntegerPair, "Height and width of the window.") with { IsMain = true, Minimum = 1 },
        OpParameter.Optional("stride", ParameterType.IntegerPair, "Step between windows; left out: the kernel_size.") with { Minimum = 1 },
        OpParameter.Pair("padding", 0, "Rows and columns of −∞ on each side, or `same`: an output of ⌈size / stride⌉, padded as TensorFlow does.")
            with { Minimum = 0, Choices = new(SlidingWindow2d.Same) },
        OpParameter.Pair("dilation", 1, "Distance between the window's elements.") with { Minimum = 1 },
        OpParameter.Bool("ceil_mode", false, "Whether a window may hang over the end."));

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) =>
        Expect.Image(call) && Expect.PoolPadding(call) ? SlidingWindow2d.Of(call).Slide(call, call.In.Channels, call.Bool("ceil_mode")) : null;
}
