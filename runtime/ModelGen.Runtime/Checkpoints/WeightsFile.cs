using System.Text.Json.Serialization;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Hdf5;
using ModelGen.Checkpoints.Keras;
using ModelGen.Checkpoints.PyTorch;
using ModelGen.Checkpoints.Safetensors;
using ModelGen.Checkpoints.TorchSharpFiles;

namespace ModelGen.Checkpoints;

/// <summary>The formats that weights are read from.</summary>
public enum WeightsFormat
{
    /// <summary>This library's checkpoint (.ckpt).</summary>
    Checkpoint,

    /// <summary>torch.save since PyTorch 1.6.</summary>
    [JsonStringEnumMemberName("pytorch")]
    PyTorch,

    /// <summary>torch.save before PyTorch 1.6.</summary>
    [JsonStringEnumMemberName("pytorch_legacy")]
    PyTorchLegacy,

    Safetensors,

    /// <summary>TorchSharp's Module.save.</summary>
    [JsonStringEnumMemberName("torchsharp")]
    TorchSharp,

    /// <summary>Keras's HDF5 (.h5, .weights.h5) and its archive (.keras).</summary>
    Keras,
}

/// <summary>
/// Named tensors in a file that somebody else may have written. The format is recognised by its first bytes, whatever the file is called.
/// Opening reads names, types and shapes; elements are read from the mapped file when a tensor is asked for them. Nothing in a file is ever
/// executed, and a damaged or hostile file costs no more time and memory than a small multiple of its size.
/// </summary>
public sealed class WeightsFile : IDisposable
{
    // Tied weights are stored once and named twice; a file whose tensors add up to many times its size only asks for memory.
    private const int MostUses = 16;
    private const long SmallSum = 1 << 20;
    private readonly ByteSource source;

    private WeightsFile(ByteSource source, WeightsFormat format, IReadOnlyList<StoredTensor> tensors) =>
        (this.source, Format, Tensors) = (source, format, tensors);

    public string Path => source.Place;

    public WeightsFormat Format { get; }

    /// <summary>In the file's order, named by their paths in it: <c>state_dict.module.conv1.weight</c>.</summary>
    public IReadOnlyList<StoredTensor> Tensors { get; }

    /// <summary>Bytes.</summary>
    public long Length => source.Length;

    /// <exception cref="UserError">The file is missing, damaged, of no known format, or refers to something else than tensors and plain
    /// data.</exception>
    public static WeightsFile Open(string path)
    {
        var source = MappedFile.Open(path);
        try
        {
            return Open(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>The format in words: <c>PyTorch before 1.6</c>.</summary>
    public static string Describe(WeightsFormat format) => format switch
    {
        WeightsFormat.Checkpoint => "a checkpoint of ModelGen",
        WeightsFormat.PyTorch => "PyTorch",
        WeightsFormat.PyTorchLegacy => "PyTorch before 1.6",
        WeightsFormat.Safetensors => "safetensors",
        WeightsFormat.Keras => "Keras",
        _ => "TorchSharp",
    };

    public void Dispose() => source.Dispose();

    internal static WeightsFile Open(ByteSource source)
    {
        var (format, tensors) = Read(source);
        UInt128 sum = 0;
        foreach (var tensor in tensors)
            sum += (UInt128)tensor.ElementCount * (uint)tensor.Type.Size();
        if (sum > (UInt128)source.Length * MostUses + SmallSum)
            throw source.Refuse($"its tensors add up to {sum} bytes, but the file has {source.Length}: damaged");
        return new WeightsFile(source, format, tensors);
    }

    private static (WeightsFormat Format, IReadOnlyList<StoredTensor> Tensors) Read(ByteSource source)
    {
        byte[] head = source.Read(0, (int)Math.Min(16, source.Length));
        if (ZipDirectory.Recognizes(head))
            return ReadZip(source);
        if (TorchLegacyFormat.Recognizes(head))
            return (WeightsFormat.PyTorchLegacy, TorchLegacyFormat.Read(source));
        if (SafetensorsFormat.Recognizes(head, source.Length))
            return (WeightsFormat.Safetensors, SafetensorsFormat.Read(source));
        if (Hdf5File.Recognizes(head))
            return (WeightsFormat.Keras, KerasFormat.Read(source));
        if (ForeignFormats.Name(head) is { } foreign)
            throw source.Refuse($"{foreign}: expected weights of PyTorch, Keras, safetensors or TorchSharp, or a checkpoint (.ckpt)");
        return (WeightsFormat.TorchSharp, TorchSharpFormat.Read(source));
    }

    private static (WeightsFormat Format, IReadOnlyList<StoredTensor> Tensors) ReadZip(ByteSource source)
    {
        var zip = ZipDirectory.Read(source);
        if (zip.Contains(Checkpoint.InfoEntry))
        {
            var weights = zip.Open(Checkpoint.WeightsEntry)
                ?? throw source.Refuse($"not a checkpoint: it is a zip file without {Checkpoint.WeightsEntry}");
            return (WeightsFormat.Checkpoint, TorchSharpFormat.Read(weights));
        }

        if (TorchZipFormat.FindFolder(zip) is { } folder)
            return (WeightsFormat.PyTorch, TorchZipFormat.Read(source, zip, folder));
        if (KerasArchive.Recognizes(zip))
            return (WeightsFormat.Keras, KerasArchive.Read(source, zip));
        throw source.Refuse($"a zip file without data.pkl, {KerasArchive.WeightsEntry} or {Checkpoint.InfoEntry}: neither a PyTorch file, nor a Keras model, nor a checkpoint");
    }
}
