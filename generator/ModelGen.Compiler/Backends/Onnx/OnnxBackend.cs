using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.Onnx;

/// <summary>Writes models in the words of ONNX, as they compute in eval mode, from the graph alone: nothing is traced.</summary>
public static class OnnxBackend
{
    /// <param name="graph">The model.</param>
    /// <param name="fold">Batch norms that follow a convolution or a linear layer become part of its weights.</param>
    /// <exception cref="NotSupportedException">Opset 17 cannot say something the model does; the message names it.</exception>
    public static OnnxModel Lower(ModelGraph graph, bool fold)
    {
        var model = OnnxLowering.Lower(graph);
        return fold ? NormFolding.Apply(model) : model;
    }
}
