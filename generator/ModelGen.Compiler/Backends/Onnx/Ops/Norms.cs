using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>Norms.</summary>
internal static class Norms
{
    public static string Batch(OnnxCall call) => call.Node(
        "BatchNormalization",
        [call.Input, Weight(call), Bias(call), call.Weight("running_mean"), call.Weight("running_var")],
        call.Out,
        Epsilon(call));

    /// <summary>Over the last dimension: the features of a vector, the channels of an image that has them last.</summary>
    public static string Layer(OnnxCall call) => Layer(call, call.Input, call.Out);

    /// <summary>Over the channels of each pixel, which move to the end and back.</summary>
    public static string Layer2d(OnnxCall call)
    {
        var last = new Shape(call.In.Height, call.In.Width, call.In.Channels) { IsChannelsLast = true };
        return Reshaping.Transpose(call, Layer(call, Reshaping.Transpose(call, call.Input, last, 0, 2, 3, 1), last), call.Out, 0, 3, 1, 2);
    }

    /// <summary>
    /// A group is made one channel and normalised by itself; weight and bias come after, by channel. The operator GroupNormalization is
    /// younger than the opset.
    /// </summary>
    public static string Group(OnnxCall call)
    {
        long groups = call.Arguments.Integer("num_groups");
        string grouped = call.Node("Reshape", [call.Input, call.Integers("grouped", 0, groups, -1)], output: null);
        string normal = call.Node("InstanceNormalization", [grouped, call.Filled("ones", 1, groups), call.Filled("zeros", 0, groups)], null,
            Epsilon(call));
        string image = Reshaping.ToImage(call, normal);
        if (!call.HasState("weight"))
            return image;
        string scaled = call.Node("Mul", [image, call.Weight("weight", call.In.Channels, 1, 1)], call.Out);
        return call.Node("Add", [scaled, call.Weight("bias", call.In.Channels, 1, 1)], call.Out);
    }

    private static string Layer(OnnxCall call, string input, Shape shape) =>
        call.Node("LayerNormalization", [input, Weight(call), Bias(call)], shape, new OnnxAttribute.Integer("axis", -1), Epsilon(call));

    private static string Weight(OnnxCall call) =>
        call.HasState("weight") ? call.Weight("weight") : call.Filled("ones", 1, call.In.Channels);

    private static string Bias(OnnxCall call) => call.HasState("bias") ? call.Weight("bias") : call.Filled("zeros", 0, call.In.Channels);

    private static OnnxAttribute Epsilon(OnnxCall call) => new OnnxAttribute.Number("epsilon", call.Arguments.Number("eps"));
}
