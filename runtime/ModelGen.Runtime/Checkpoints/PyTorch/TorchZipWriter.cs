using System.Globalization;
using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Pickle;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>
/// Writes a state dict as <c>torch.save</c> does since PyTorch 1.6: see <see cref="TorchZipFormat"/>. <c>torch.load</c> reads it, with
/// <c>weights_only</c> too.
/// </summary>
internal static class TorchZipWriter
{
    private const string Folder = "archive/";
    private static readonly PickleGlobal OrderedDict = new("collections", "OrderedDict");
    private static readonly PickleGlobal Rebuild = new("torch._utils", "_rebuild_tensor_v2");

    /// <exception cref="UserError">A tensor has an element type that PyTorch's storages lack.</exception>
    public static void Write(Stream stream, IReadOnlyList<WritableTensor> tensors)
    {
        var zip = new StoredZipWriter(stream);
        zip.Add(Folder + "data.pkl", Pickle(tensors));
        zip.Add(Folder + "byteorder", "little"u8.ToArray());
        for (int i = 0; i < tensors.Count; i++)
            zip.Add(Folder + "data/" + Key(i), tensors[i].Elements());
        zip.Add(Folder + "version", "3\n"u8.ToArray());
        zip.Finish();
    }

    private static byte[] Pickle(IReadOnlyList<WritableTensor> tensors)
    {
        using var bytes = new MemoryStream();
        var pickle = new PickleWriter(bytes);
        pickle.Begin();
        EmptyDict(pickle);
        pickle.Op(Opcode.Mark);
        for (int i = 0; i < tensors.Count; i++)
        {
            pickle.Text(tensors[i].Name);
            WriteTensor(pickle, tensors[i], Key(i));
        }

        pickle.Op(Opcode.SetItems);
        pickle.Op(Opcode.Stop);
        return bytes.ToArray();
    }

    /// <summary>_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks).</summary>
    private static void WriteTensor(PickleWriter pickle, WritableTensor tensor, string key)
    {
        long[] shape = [.. tensor.Shape];
        pickle.Global(Rebuild);
        pickle.Op(Opcode.Mark);
        WriteStorage(pickle, tensor, key);
        pickle.Integer(0);
        pickle.Tuple(shape);
        pickle.Tuple(TensorChecks.RowMajor(shape));
        pickle.Op(Opcode.NewFalse);
        EmptyDict(pickle);
        pickle.Op(Opcode.Tuple);
        pickle.Op(Opcode.Reduce);
    }

    private static void WriteStorage(PickleWriter pickle, WritableTensor tensor, string key)
    {
        string type = TorchPickleHost.StorageName(tensor.Type)
            ?? throw new UserError($"{tensor.Name}: PyTorch keeps no elements of type {tensor.Type.Name()} in files");
        pickle.Op(Opcode.Mark);
        pickle.Word("storage");
        pickle.Global(new PickleGlobal("torch", type));
        pickle.Text(key);
        pickle.Word("cpu");
        pickle.Integer(tensor.Length / tensor.Type.Size());
        pickle.Op(Opcode.Tuple);
        pickle.Op(Opcode.BinPersId);
    }

    private static void EmptyDict(PickleWriter pickle)
    {
        pickle.Global(OrderedDict);
        pickle.Op(Opcode.EmptyTuple);
        pickle.Op(Opcode.Reduce);
    }

    private static string Key(int index) => index.ToString(CultureInfo.InvariantCulture);
}
