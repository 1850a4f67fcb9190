using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>Convolution and linear layers.</summary>
internal static class Layers
{
    public static string Conv(OnnxCall call)
    {
        string[] bias = call.HasState("bias") ? [call.Weight("bias")] : [];
        return call.Node(
            "Conv",
            [call.Input, call.Weight("weight"), .. bias],
            call.Out,
            [.. Windows.Attributes(call), new OnnxAttribute.Integer("group", call.Arguments.Integer("groups"))]);
    }

    public static string ConvTranspose(OnnxCall call)
    {
        string[] bias = call.HasState("bias") ? [call.Weight("bias")] : [];
        var (height, width) = call.Arguments.Pair("output_padding");
        return call.Node(
            "ConvTranspose",
            [call.Input, call.Weight("weight"), .. bias],
            call.Out,
            [
                .. Windows.Attributes(call),
                Windows.Pair("output_padding", height, width),
                new OnnxAttribute.Integer("group", call.Arguments.Integer("groups")),
            ]);
    }

    /// <summary>A factor for each channel: the parameter's shape broadcasts by itself.</summary>
    public static string Scale(OnnxCall call) => call.Node("Mul", [call.Input, call.Weight(StateEntry.Bare)], call.Out);

    /// <summary>A Gemm for vectors; MatMul and Add for an image with its channels last, for Gemm takes matrices alone.</summary>
    public static string Linear(OnnxCall call)
    {
        bool hasBias = call.HasState("bias");
        if (call.In.IsVector)
        {
            string[] bias = hasBias ? [call.Weight("bias")] : [];
            return call.Node("Gemm", [call.Input, call.Weight("weight"), .. bias], call.Out, new OnnxAttribute.Integer("transB", 1));
        }

        string product = call.Node("MatMul", [call.Input, call.Transposed("weight")], call.Out);
        return hasBias ? call.Node("Add", [product, call.Weight("bias")], call.Out) : product;
    }
}
