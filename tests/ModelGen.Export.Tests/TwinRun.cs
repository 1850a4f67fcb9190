using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Compiler.Graph;

namespace ModelGen.Export.Tests;

/// <summary>A model's PyTorch twin, run by PyTorch on random weights, with norm statistics that matter, and on random images.</summary>
internal static class TwinRun
{
    /// <summary>The state dict by its keys, <c>input</c> and <c>logits</c> below names of their own.</summary>
    /// <param name="size">Height and width of the images, or null for the model's own.</param>
    public static TensorFile Run(ModelGraph graph, TemporaryFolder folder, int? size = null)
    {
        Python.SkipWithout("torch");
        string file = folder[PyTorchBackend.FileName(graph)];
        File.WriteAllText(file, PyTorchBackend.Emit(graph));
        string[] sized = size is { } s ? ["--size", s.ToString(System.Globalization.CultureInfo.InvariantCulture)] : [];
        Python.Run("run_twin.py", [file, graph.Name, folder["twin.tensors"], .. sized]);
        return TensorFile.Read(folder["twin.tensors"]);
    }
}
