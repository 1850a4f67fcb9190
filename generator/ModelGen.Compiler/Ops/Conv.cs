using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.Conv2d; depthwise where <c>groups</c> equals the channels.</summary>
internal sealed class Conv : Op
{
    public override string Name => "conv";

    public override string Summary => "Convolution over height and width (torch.nn.Conv2d); depthwise with `groups: $in`.";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("out_channels", ParameterType.Integer, "Channels of the output.") with { IsMain = true, Minimum = 1 },
        OpParameter.Required("kernel_size", ParameterType.IntegerPair, "Height and width of the kernel.") with { Minimum = 1 },
        OpParameter.Pair("stride", 1, "Step between windows.") with { Minimum = 1 },
        OpParameter.Pair("padding", 0, "Zeros on each side, or `same`: an output of ⌈size / stride⌉, the odd zero at the right and bottom, as TensorFlow pads (and torch, at stride 1).")
            with { Minimum = 0, Choices = new(SlidingWindow2d.Same) },
        OpParameter.Pair("dilation", 1, "Distance between the kernel's elements.") with { Minimum = 1 },
        OpParameter.Integer("groups", 1, "Groups of channels that do not see each other.") with { Minimum = 1 },
        OpParameter.Bool("bias", true, "Whether a bias is added."),
        OpParameter.Init("init", "weight"),
        OpParameter.Init("bias_init", "bias"));

    // Convolutions keep their input for the gradient of the weight.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call)
    {
        long channels = call.Integer("out_channels");
        if (!Expect.Image(call)
            || !Expect.DivisibleChannels(call, call.In.Channels, "the incoming channels", "groups")
            || !Expect.DivisibleChannels(call, channels, "out_channels", "groups"))
            return null;
        return SlidingWindow2d.Of(call).Slide(call, channels);
    }

    public override EquatableArray<StateEntry> State(OpCall call)
    {
        var (height, width) = call.Pair("kernel_size");
        long channels = call.Integer("out_channels");
        return StateEntry.WeightAndBias(new(channels, call.In.Channels / call.Integer("groups"), height, width), new(channels), call.Bool("bias"));
    }

    public override long MultiplyAdds(OpCall call, Shape output)
    {
        var (height, width) = call.Pair("kernel_size");
        return output.HasFree ? 0 : output.Elements * (call.In.Channels / call.Integer("groups")) * height * width;
    }
}
