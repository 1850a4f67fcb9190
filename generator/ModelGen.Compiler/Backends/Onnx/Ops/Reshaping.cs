using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>Ops that move values and compute nothing.</summary>
internal static class Reshaping
{
    /// <summary>
    /// Pads the channels and the sides: the op's order is left, right, top, bottom, front, back; ONNX's is all starts, then all ends.
    /// </summary>
    public static string Pad(OnnxCall call)
    {
        long[] by = Compiler.Ops.Pad.Amounts(call.Arguments);
        string amounts = call.Integers("pads", 0, by[4], by[2], by[0], 0, by[5], by[3], by[1]);
        double value = call.Arguments.Number("value");
        string[] fill = value == 0 ? [] : [call.Filled("value", value)];
        return call.Node("Pad", [call.Input, amounts, .. fill], call.Out, new OnnxAttribute.Text("mode", "constant"));
    }

    public static string Subsample(OnnxCall call)
    {
        var (height, width) = call.Arguments.Pair("stride");
        string[] slice =
        [
            call.Integers("starts", 0, 0),
            call.Integers("ends", long.MaxValue, long.MaxValue),
            call.Integers("axes", 2, 3),
            call.Integers("steps", height, width),
        ];
        return call.Node("Slice", [call.Input, .. slice], call.Out);
    }

    /// <summary>Channels start to start + length − 1.</summary>
    public static string Narrow(OnnxCall call)
    {
        long[] range = call.Arguments.Integers("range");
        return call.Node("Slice", [call.Input, call.Integers("starts", range[0]), call.Integers("ends", range[0] + range[1]),
            call.Integers("axes", 1)], call.Out);
    }

    /// <summary>Groups × channels of a group, transposed.</summary>
    public static string ChannelShuffle(OnnxCall call)
    {
        long groups = call.Arguments.Integer("groups");
        string grouped = call.Node("Reshape", [call.Input, call.Integers("grouped", 0, groups, call.In.Channels / groups, -1)],
            output: null);
        return ToImage(call, call.Node("Transpose", [grouped], null, Permutation(0, 2, 1, 3)));
    }

    public static string Permute(OnnxCall call) => call.Node("Transpose", Permutation(call.Arguments.Integers("dims")));

    public static string Transpose(OnnxCall call, string input, Shape output, params long[] dims) =>
        call.Node("Transpose", [input], output, Permutation(dims));

    /// <summary>Gives a value the shape of the call's input again.</summary>
    public static string ToImage(OnnxCall call, string value)
    {
        // A zero takes the size of the batch over.
        string shape = call.In.HasFree
            ? call.Node("Shape", [call.Input], output: null)
            : call.Integers("image", 0, call.In.Channels, call.In.Height, call.In.Width);
        return call.Node("Reshape", [value, shape], call.In);
    }

    private static OnnxAttribute Permutation(params long[] dims) => new OnnxAttribute.Integers("perm", new EquatableArray<long>(dims));
}
