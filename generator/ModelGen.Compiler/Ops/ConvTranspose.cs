using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.ConvTranspose2d.</summary>
internal sealed class ConvTranspose : Op
{
    public override string Name => "conv_transpose";

    public override string Summary => "Transposed convolution, the gradient of a convolution: enlarges by its stride (torch.nn.ConvTranspose2d).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("out_channels", ParameterType.Integer, "Channels of the output.") with { IsMain = true, Minimum = 1 },
        OpParameter.Required("kernel_size", ParameterType.IntegerPair, "Height and width of the kernel.") with { Minimum = 1 },
        OpParameter.Pair("stride", 1, "Step between windows in the output.") with { Minimum = 1 },
        OpParameter.Pair("padding", 0, "Rows and columns taken off each side of the output.") with { Minimum = 0 },
        OpParameter.Pair("output_padding", 0, "Rows and columns added at the bottom and the right.") with { Minimum = 0 },
        OpParameter.Pair("dilation", 1, "Distance between the kernel's elements.") with { Minimum = 1 },
        OpParameter.Integer("groups", 1, "Groups of channels that do not see each other.") with { Minimum = 1 },
        OpParameter.Bool("bias", true, "Whether a bias is added."),
        OpParameter.Init("init", "weight"),
        OpParameter.Init("bias_init", "bias"));

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call)
    {
        long channels = call.Integer("out_channels");
        if (!Expect.Image(call)
            || !Expect.DivisibleChannels(call, call.In.Channels, "the incoming channels", "groups")
            || !Expect.DivisibleChannels(call, channels, "out_channels", "groups"))
            return null;
        var added = call.Pair("output_padding");
        var stride = call.Pair("stride");
        var dilation = call.Pair("dilation");
        if (added.Height >= Math.Max(stride.Height, dilation.Height) || added.Width >= Math.Max(stride.Width, dilation.Width))
            return call.Fail("expected an output_padding below the stride or the dilation", "output_padding");
        var window = SlidingWindow2d.Of(call);
        long height = Enlarged(call.In.Height, window.Vertical, added.Height);
        long width = Enlarged(call.In.Width, window.Horizontal, added.Width);
        return (height < 1 && height != Shape.Free) || (width < 1 && width != Shape.Free)
            ? call.Fail($"the padding leaves nothing of the output ({height}×{width})", "padding")
            : new Shape(channels, height, width);
    }

    public override EquatableArray<StateEntry> State(OpCall call)
    {
        var (height, width) = call.Pair("kernel_size");
        long channels = call.Integer("out_channels");
        return StateEntry.WeightAndBias(new(call.In.Channels, channels / call.Integer("groups"), height, width), new(channels), call.Bool("bias"));
    }

    public override long MultiplyAdds(OpCall call, Shape output)
    {
        var (height, width) = call.Pair("kernel_size");
        return call.In.HasFree ? 0 : call.In.Elements * (output.Channels / call.Integer("groups")) * height * width;
    }

    private static long Enlarged(long size, SlidingWindow window, long added) =>
        size == Shape.Free ? size : ((size - 1) * window.Stride) - window.Before - window.After + window.Extent + added;
}
