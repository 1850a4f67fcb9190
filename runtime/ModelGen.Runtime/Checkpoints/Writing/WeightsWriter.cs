using ModelGen.Checkpoints.Matching;
using ModelGen.Checkpoints.PyTorch;
using ModelGen.Checkpoints.Safetensors;
using ModelGen.Checkpoints.TorchSharpFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints;

/// <summary>Writes weights in the formats of others: safetensors, PyTorch's <c>torch.save</c>, TorchSharp's <c>Module.save</c>.</summary>
public static class WeightsWriter
{
    private static readonly Dictionary<string, WeightsFormat> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        [".safetensors"] = WeightsFormat.Safetensors,
        [".pt"] = WeightsFormat.PyTorch,
        [".pth"] = WeightsFormat.PyTorch,
        [".th"] = WeightsFormat.PyTorch,
        [".bin"] = WeightsFormat.PyTorch,
        [".dat"] = WeightsFormat.TorchSharp,
    };

    /// <summary>The format that a file's name asks for.</summary>
    /// <exception cref="UserError">No format has that extension.</exception>
    public static WeightsFormat FormatOf(string path)
    {
        string extension = Path.GetExtension(path);
        if (Extensions.TryGetValue(extension, out var format))
            return format;
        string why = extension == ".ckpt"
            ? "a checkpoint also holds the recipe of a training, so only `train` writes one"
            : $"'{extension}' names no format";
        throw new UserError($"{path}: {why}: expected .safetensors, .pth (also .pt .th .bin) or .dat (TorchSharp)");
    }

    /// <summary>Writes all parameters and buffers of a model, in the format of the file's extension.</summary>
    /// <exception cref="UserError">The file cannot be written, or its extension names no format.</exception>
    public static void Save(string path, nn.Module model) => Write(path, [.. model.state_dict().Select(s => Of(s.Key, s.Value))]);

    /// <inheritdoc cref="Save"/>
    public static void Write(string path, IReadOnlyList<WritableTensor> tensors)
    {
        var format = FormatOf(path);
        if (tensors.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UserError($"{path}: {twice.Key} would be written twice");
        AtomicFile.Write(path, stream =>
        {
            switch (format)
            {
                case WeightsFormat.Safetensors: SafetensorsWriter.Write(stream, tensors); break;
                case WeightsFormat.PyTorch: TorchZipWriter.Write(stream, tensors); break;
                default: TorchSharpWriter.Write(stream, tensors); break;
            }
        });
    }

    private static WritableTensor Of(string name, Tensor tensor) => new(name, ModelTensor.TypeOf(tensor.dtype), tensor.shape, () =>
    {
        using var scope = NewDisposeScope();
        using (no_grad())
            return tensor.cpu().contiguous().bytes.ToArray();
    });
}
