using System.Text;
using ModelGen.Checkpoints;
using ModelGen.Compiler.Backends.PyTorch;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Export;

/// <summary>Writes generated models for PyTorch: a Python file, the script that trains it anywhere, and weights.</summary>
public static class TorchExport
{
    /// <summary>The files written.</summary>
    /// <param name="folder">Made if needed.</param>
    /// <param name="info">The model.</param>
    /// <param name="model">Its weights, to be written too; null for none.</param>
    /// <exception cref="UserError">A file cannot be written.</exception>
    public static IReadOnlyList<string> Write(string folder, ModelInfo info, nn.Module<Tensor, Tensor>? model)
    {
        var graph = SpecResources.Graph(info);
        string twin = Path.Combine(folder, PyTorchBackend.FileName(graph));
        string script = Path.Combine(folder, PyTorchBackend.TrainingScriptName);
        WriteText(twin, PyTorchBackend.Emit(graph));
        WriteText(script, PyTorchBackend.TrainingScript);
        if (model is null)
            return [twin, script];
        string weights = Path.ChangeExtension(twin, ".pth");
        WeightsWriter.Save(weights, model);
        return [twin, script, weights];
    }

    private static void WriteText(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
