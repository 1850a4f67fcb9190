using static TorchSharp.torch;

namespace TorchSharp;

/// <remarks>
/// TorchSharp's own format of a tensor: the element type's number, the number of dimensions and their sizes, all in LEB128 (7 bits a byte,
/// the lowest first), then the elements in row order as they lie in memory.
/// </remarks>
public static partial class TensorExtensionMethods
{
    /// <summary>Writes the tensor in TorchSharp's format.</summary>
    public static void Save(this Tensor tensor, BinaryWriter writer)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var plain = tensor.device_type == DeviceType.CPU ? tensor : tensor.cpu();
        writer.Write7BitEncodedInt64((int)plain.dtype);
        writer.Write7BitEncodedInt64(plain.Dimensions);
        foreach (long size in plain.shape)
            writer.Write7BitEncodedInt64(size);
        writer.Flush();
        (plain.is_contiguous() ? plain : plain.contiguous()).WriteBytesToStream(writer.BaseStream);
    }

    /// <summary>Writes the tensor and closes the stream.</summary>
    public static void Save(this Tensor tensor, Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        tensor.Save(writer);
    }

    public static void Save(this Tensor tensor, string location) => tensor.Save(File.Create(location));

    /// <summary>Reads a tensor's elements into this one.</summary>
    /// <param name="skip">Reads past the tensor, and leaves this one as it is.</param>
    /// <exception cref="ArgumentException">The type or the shape is another.</exception>
    /// <exception cref="InvalidDataException">What follows is not a tensor.</exception>
    /// <exception cref="EndOfStreamException">The stream ends within the tensor.</exception>
    public static void Load(this Tensor tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (type != tensor.dtype)
            throw Mismatch("tensor data types");
        if (!skip && !shape.SequenceEqual(tensor.shape))
            throw Mismatch("tensor shape");
        ReadElements(tensor, type, shape, reader, skip);
    }

    /// <summary>Reads a new tensor; one of zeros when <paramref name="skip"/> says to read past it.</summary>
    public static Tensor Load(BinaryReader reader, bool skip = false)
    {
        Tensor? tensor = null;
        Load(ref tensor, reader, skip);
        return tensor!;
    }

    /// <summary>Reads a tensor's elements into <paramref name="tensor"/>, or into a new one when that is null.</summary>
    public static void Load(ref Tensor? tensor, BinaryReader reader, bool skip = false)
    {
        var (type, shape) = ReadHeader(reader);
        if (tensor is null)
            tensor = skip ? zeros(shape, type) : empty(shape, type);
        else if (!skip && !shape.SequenceEqual(tensor.shape))
            throw Mismatch("tensor shape");
        ReadElements(tensor, type, shape, reader, skip);
    }

    private static (ScalarType Type, long[] Shape) ReadHeader(BinaryReader reader)
    {
        try
        {
            var type = (ScalarType)reader.Read7BitEncodedInt64();
            long rank = reader.Read7BitEncodedInt64();
            if (!Enum.IsDefined(type) || rank is < 0 or > 64)
                throw new InvalidDataException($"No tensor of TorchSharp's format: element type {(sbyte)type}, {rank} dimensions.");
            long[] shape = new long[rank];
            for (int dim = 0; dim < rank; dim++)
                shape[dim] = reader.Read7BitEncodedInt64();
            return (type, shape);
        }
        catch (FormatException e)
        {
            throw new InvalidDataException("No tensor of TorchSharp's format: a number has more than 64 bits.", e);
        }
    }

    private static void ReadElements(Tensor tensor, ScalarType type, long[] shape, BinaryReader reader, bool skip)
    {
        if (skip)
        {
            reader.BaseStream.Seek(shape.TotalSize() * type.ElementSize(), SeekOrigin.Current);
            return;
        }
        using var unrecorded = no_grad();
        if (tensor.dtype == type && tensor.device_type == DeviceType.CPU && tensor.is_contiguous())
        {
            tensor.ReadBytesFromStream(reader.BaseStream);
            return;
        }
        using var read = empty(shape, type, CPU);
        read.ReadBytesFromStream(reader.BaseStream);
        tensor.copy_(read);
    }

    private static ArgumentException Mismatch(string what) =>
        new($"Mismatched {what} while loading. Make sure that the model you are loading into is exactly the same as the origin.");
}
