using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch;

/// <summary>Writes models as Python files that need nothing but PyTorch.</summary>
public static class PyTorchBackend
{
    /// <summary>The name of a model's file: <c>resnet20.py</c>.</summary>
    public static string FileName(ModelGraph graph) => PythonText.Module(graph.Name) + ".py";

    /// <summary>The source of one model: plain <c>nn.Module</c>s with the same keys in the state dict.</summary>
    public static string Emit(ModelGraph graph) => PythonModel.Write(graph);
}
