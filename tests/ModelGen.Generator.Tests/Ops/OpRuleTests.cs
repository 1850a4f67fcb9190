using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Generator.Tests.Ops;

/// <summary>What ops say of wrong calls, and what they count.</summary>
public class OpRuleTests
{
    private static readonly Shape Image = new(4, 8, 8);
    private static readonly Shape Vector = new(6);
    private static readonly Shape ChannelsLast = new(8, 8, 4) { IsChannelsLast = true };

    public static TheoryData<string, Shape, (string, object)[], string, string?> Faults => new()
    {
        { "conv", Vector, [("out_channels", 4), ("kernel_size", 1)], "expected an image (channels×height×width), found a vector of 6", null },
        {
            "conv", ChannelsLast, [("out_channels", 4), ("kernel_size", 1)],
            "expected an image (channels×height×width), found 8×8×4 with the channels last; permute: [0, 3, 1, 2] moves them back", null
        },
        { "conv", Image, [("out_channels", 4), ("kernel_size", 3), ("groups", 3)], "the incoming channels 4 cannot be divided into groups 3", "groups" },
        { "conv", Image, [("out_channels", 6), ("kernel_size", 3), ("groups", 4)], "out_channels 6 cannot be divided into groups 4", "groups" },
        {
            "conv", Image, [("out_channels", 6), ("kernel_size", 11), ("padding", 1)],
            "a window of 11×11 does not fit into the input 4×8×8, which with its padding is 10×10", "kernel_size"
        },
        { "linear", Image, [("out_features", 4)], "expected a vector, found an image of 4×8×8: pool it (global_avg_pool) or flatten it first", null },
        { "layer_norm", Image, [], "expected a vector or channels last, found an image of 4×8×8: layer_norm_2d normalises its channels", null },
        { "max_pool", Image, [("kernel_size", 3), ("padding", 2)], "expected a padding of at most half the kernel_size (3×3), found 2×2", "padding" },
        { "max_pool", Image, [("kernel_size", 3), ("padding", "same"), ("ceil_mode", true)], "padding: same rounds up itself; leave ceil_mode out", "ceil_mode" },
        { "narrow", Image, [("range", new[] { 2, 3 })], "channels 2 to 4 are not among the 4 incoming ones (0 to 3)", "range" },
        { "narrow", Image, [("range", new[] { 1 })], "expected [start, length], found 1 numbers", "range" },
        { "pad", Image, [("padding", new[] { 1, 2 })], "expected 1, 4 or 6 numbers (left, right, top, bottom, front, back), found 2", "padding" },
        { "permute", Image, [("dims", new[] { 0, 2, 1, 3 })], "the channels would come between height and width: they stand first or last", "dims" },
        { "permute", Image, [("dims", new[] { 1, 0, 2, 3 })], "expected an order of 0, 1, 2, 3 that begins with 0, found [1, 0, 2, 3]", "dims" },
        { "prelu", Image, [("num_parameters", 3)], "expected 1 slope or one for each of the 4 incoming channels, found 3", "num_parameters" },
        { "channel_shuffle", Image, [("groups", 3)], "the incoming channels 4 cannot be divided into groups 3", "groups" },
        { "drop_block", Image, [("p", 0.1), ("block_size", 9)], "a region of 9×9 does not fit into the input 4×8×8", "block_size" },
        { "hardtanh", Image, [("min_val", 2), ("max_val", 1)], "expected min_val below max_val, found 2 and 1", "min_val" },
        {
            "conv_transpose", Image, [("out_channels", 4), ("kernel_size", 3), ("output_padding", 1)],
            "expected an output_padding below the stride or the dilation", "output_padding"
        },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_call_says_what_was_found_and_expected(string op, Shape input, (string, object)[] arguments, string message, string? argument)
    {
        var (definition, call) = Call(op, input, arguments);
        Assert.Null(definition.Infer(call));
        Assert.Equal([new OpFault(message, argument)], call.Faults);
    }

    /// <summary>Counted by hand: elements of the output × inputs of each.</summary>
    [Theory]
    [InlineData("conv", 7776, 6, 3, 1, 0, 1)] // 6×6×6 outputs of 4×3×3
    [InlineData("conv", 1152, 8, 3, 2, 1, 4)] // 8×4×4 outputs of 1×3×3
    [InlineData("conv_transpose", 6144, 6, 2, 2, 0, 1)] // 4×8×8 inputs, each spread over 6×2×2
    public void Multiply_adds_of_convolutions(string op, long expected, int channels, int kernel, int stride, int padding, int groups)
    {
        var (definition, call) = Call(op, Image, [("out_channels", channels), ("kernel_size", kernel), ("stride", stride), ("padding", padding), ("groups", groups)]);
        Assert.Equal(expected, definition.MultiplyAdds(call, definition.Infer(call)!));
    }

    [Fact]
    public void Multiply_adds_of_linear_layers()
    {
        var (definition, call) = Call("linear", Vector, [("out_features", 3)]);
        Assert.Equal(18, definition.MultiplyAdds(call, definition.Infer(call)!));
        (definition, call) = Call("linear", ChannelsLast, [("out_features", 16)]);
        Assert.Equal(64 * 16 * 4, definition.MultiplyAdds(call, definition.Infer(call)!));
    }

    [Fact]
    public void Only_convolutions_and_linear_layers_count()
    {
        Assert.All(Emission.OpCases.All.Where(c => c.Op is not ("conv" or "conv_transpose" or "linear")), c =>
        {
            var (definition, call) = Call(c.Op, c.Input, c.Arguments);
            Assert.Equal(0, definition.MultiplyAdds(call, definition.Infer(call)!));
        });
    }

    private static (Op Op, OpCall Call) Call(string op, Shape input, (string Name, object Value)[] arguments)
    {
        var definition = OpRegistry.Find(op)!;
        return (definition, new OpCall(new(input), ScopeBuilder.Arguments(definition, arguments)));
    }
}
