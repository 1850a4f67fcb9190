using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ModelGen.Checkpoints;
using ModelGen.Checkpoints.Pickle;
using ModelGen.Checkpoints.PyTorch;
using ModelGen.Checkpoints.Safetensors;
using ModelGen.Checkpoints.TorchSharpFiles;

namespace ModelGen.CheckpointFuzz;

/// <summary>A good file to begin with.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Bytes">The whole file.</param>
public sealed record Seed(string Name, byte[] Bytes)
{
    /// <summary>The files of a zip archive, to change one and pack all again with right checksums; null for other formats.</summary>
    internal List<(string Name, byte[] Content)>? ZipFiles { get; init; }

    /// <summary>A file on disk, taken apart if it is a zip archive.</summary>
    public static Seed Of(string path) => Of(Path.GetFileName(path), File.ReadAllBytes(path));

    /// <summary>Files made here, one of each format.</summary>
    public static IReadOnlyList<Seed> Standard()
    {
        WritableTensor[] tensors =
        [
            Tensor("conv.weight", ElementType.Float32, 8, 3, 3, 3), Tensor("conv.bias", ElementType.Float16, 8), Tensor("bn.running_mean", ElementType.BFloat16, 8),
            Tensor("bn.num_batches_tracked", ElementType.Int64), Tensor("fc.weight", ElementType.Float64, 10, 8), Tensor("fc.mask", ElementType.Bool, 10),
        ];
        return
        [
            Of("standard.safetensors", Written(s => SafetensorsWriter.Write(s, tensors))),
            Of("standard.dat", Written(s => TorchSharpWriter.Write(s, tensors))),
            Of("standard.pth", Written(s => TorchZipWriter.Write(s, tensors))),
            Of("standard.th", Written(s => LegacyFile.Write(s, tensors))),
            Of("keras.h5", Resource("keras.h5")),
            Of("model.keras", Resource("model.keras")),
            Of("standard.ckpt", Checkpoint(Written(s => TorchSharpWriter.Write(s, tensors)))),
        ];
    }

    /// <summary>Packs files into a zip archive as PyTorch does.</summary>
    internal static byte[] Zip(IEnumerable<(string Name, byte[] Content)> files) => Written(stream =>
    {
        var zip = new StoredZipWriter(stream);
        foreach (var (name, content) in files)
            zip.Add(name, content);
        zip.Finish();
    });

    internal static byte[] Written(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static Seed Of(string name, byte[] bytes)
    {
        if (!ZipDirectory.Recognizes(bytes))
            return new Seed(name, bytes);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return new Seed(name, bytes) { ZipFiles = [.. zip.Entries.Select(e => (e.FullName, Content(e)))] };
    }

    private static byte[] Resource(string name) => Written(stream => typeof(Seed).Assembly.GetManifestResourceStream(name)!.CopyTo(stream));

    private static byte[] Content(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] Checkpoint(byte[] weights) => Zip([("checkpoint.json", Encoding.UTF8.GetBytes(new JsonObject { ["format"] = 1 }.ToJsonString())), ("weights.dat", weights)]);

    private static WritableTensor Tensor(string name, ElementType type, params long[] shape)
    {
        byte[] elements = new byte[shape.Aggregate(1L, (a, b) => a * b) * type.Size()];
        new Random(name.Length).NextBytes(elements);
        return new(name, type, shape, () => elements);
    }
}

/// <summary>A file as PyTorch wrote it before 1.6, for seeds where there is no PyTorch.</summary>
internal static class LegacyFile
{
    private static readonly PickleGlobal OrderedDict = new("collections", "OrderedDict");

    public static void Write(Stream stream, IReadOnlyList<WritableTensor> tensors)
    {
        stream.Write([0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.']);
        Pickle(stream, p => p.Integer(1001));
        Pickle(stream, p =>
        {
            p.Op(Opcode.EmptyDict);
            p.Text("little_endian");
            p.Op(Opcode.NewTrue);
            p.Op(Opcode.SetItem);
        });
        Pickle(stream, p => StateDict(p, tensors));
        Pickle(stream, p =>
        {
            p.Op(Opcode.EmptyList);
            p.Op(Opcode.Mark);
            foreach (var tensor in tensors)
                p.Text(tensor.Name);
            p.Op(Opcode.Appends);
        });
        foreach (var tensor in tensors)
        {
            byte[] elements = tensor.Elements();
            stream.Write(BitConverter.GetBytes((long)elements.Length / tensor.Type.Size()));
            stream.Write(elements);
        }
    }

    private static void Pickle(Stream stream, Action<PickleWriter> write)
    {
        var pickle = new PickleWriter(stream);
        pickle.Begin();
        write(pickle);
        pickle.Op(Opcode.Stop);
    }

    private static void StateDict(PickleWriter p, IReadOnlyList<WritableTensor> tensors)
    {
        Empty(p);
        p.Op(Opcode.Mark);
        foreach (var tensor in tensors)
        {
            long[] shape = [.. tensor.Shape];
            p.Text(tensor.Name);
            p.Global(new("torch._utils", "_rebuild_tensor_v2"));
            p.Op(Opcode.Mark);
            p.Op(Opcode.Mark);
            p.Word("storage");
            p.Global(new("torch", TorchPickleHost.StorageName(tensor.Type)!));
            p.Text(tensor.Name);
            p.Word("cpu");
            p.Integer(shape.Aggregate(1L, (a, b) => a * b));
            p.Op(Opcode.None);
            p.Op(Opcode.Tuple);
            p.Op(Opcode.BinPersId);
            p.Integer(0);
            p.Tuple(shape);
            p.Tuple(ModelGen.Checkpoints.Files.TensorChecks.RowMajor(shape));
            p.Op(Opcode.NewFalse);
            Empty(p);
            p.Op(Opcode.Tuple);
            p.Op(Opcode.Reduce);
        }

        p.Op(Opcode.SetItems);
    }

    private static void Empty(PickleWriter p)
    {
        p.Global(OrderedDict);
        p.Op(Opcode.EmptyTuple);
        p.Op(Opcode.Reduce);
    }
}
