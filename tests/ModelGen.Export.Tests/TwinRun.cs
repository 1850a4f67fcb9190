using System.Globalization;
using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Compiler.Graph;

namespace ModelGen.Export.Tests;

/// <summary>PyTorch twins, run by PyTorch on random weights, with norm statistics that matter, and on three random images.</summary>
internal static class TwinRun
{
    /// <summary>Tensors <c>state/</c> and each key, <c>input</c>, and <c>logits</c>.</summary>
    /// <param name="size">Height and width of the images, or null for the model's own.</param>
    public static TensorFile Run(ModelGraph graph, TemporaryFolder folder, int? size = null) => Run([graph], folder, size)[0];

    /// <summary>Several models in one process: starting PyTorch takes longer than running a small one.</summary>
    public static IReadOnlyList<TensorFile> Run(IReadOnlyList<ModelGraph> graphs, TemporaryFolder folder, int? size = null)
    {
        Python.SkipWithout("torch");
        var arguments = new List<string>();
        for (int i = 0; i < graphs.Count; i++)
        {
            string file = folder[string.Create(CultureInfo.InvariantCulture, $"{i}-{PyTorchBackend.FileName(graphs[i])}")];
            File.WriteAllText(file, PyTorchBackend.Emit(graphs[i]));
            arguments.AddRange([file, graphs[i].Name, Output(i)]);
        }

        if (size is { } side)
            arguments.InsertRange(0, ["--size", side.ToString(CultureInfo.InvariantCulture)]);
        Python.Run("run_twin.py", [.. arguments]);
        return [.. Enumerable.Range(0, graphs.Count).Select(i => TensorFile.Read(Output(i)))];

        string Output(int i) => folder[string.Create(CultureInfo.InvariantCulture, $"{i}.tensors")];
    }
}
