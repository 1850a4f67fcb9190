using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints;

/// <summary>
/// Named tensors in TorchSharp's own format, where there is no module to save them: a count; then for each tensor its name, element type,
/// rank, sizes and bytes. Numbers are LEB128; a name is a .NET BinaryWriter string.
/// </summary>
internal static class TensorFile
{
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write7BitEncodedInt64(tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            writer.Write(name);
            WriteKind(writer, tensor);
            writer.Write(tensor.detach().cpu().contiguous().bytes);
        }
    }

    /// <summary>Copies the values of a file into tensors of the same names, types and shapes, in the same order.</summary>
    /// <exception cref="InvalidDataException">The file holds other tensors.</exception>
    /// <exception cref="EndOfStreamException">It is truncated.</exception>
    public static void ReadInto(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        using var _ = no_grad();
        Expect(reader.Read7BitEncodedInt64() == tensors.Count, "another number of tensors");
        foreach (var (name, tensor) in tensors)
        {
            Expect(reader.ReadString() == name, $"another tensor where {name} was expected");
            Expect(reader.Read7BitEncodedInt64() == (int)tensor.dtype
                && reader.Read7BitEncodedInt64() == tensor.shape.Length, $"another type of {name}");
            Expect(tensor.shape.All(size => reader.Read7BitEncodedInt64() == size), $"another shape of {name}");
            using var value = empty(tensor.shape, tensor.dtype);
            reader.BaseStream.ReadExactly(value.bytes);
            tensor.copy_(value);
        }
    }

    private static void WriteKind(BinaryWriter writer, Tensor tensor)
    {
        writer.Write7BitEncodedInt64((int)tensor.dtype);
        writer.Write7BitEncodedInt64(tensor.shape.Length);
        foreach (long size in tensor.shape)
            writer.Write7BitEncodedInt64(size);
    }

    private static void Expect(bool holds, string otherwise)
    {
        if (!holds)
            throw new InvalidDataException(otherwise);
    }
}
