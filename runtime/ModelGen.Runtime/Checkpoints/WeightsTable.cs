using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints;

/// <summary>One tensor in a weights file.</summary>
internal sealed record WeightsEntry(string Name, ScalarType Type, long[] Shape)
{
    public override string ToString() => $"{Type} {(Shape.Length == 0 ? "scalar" : string.Join('×', Shape))}";
}

/// <summary>
/// The table of contents of weights in TorchSharp's own format (what <c>Module.save</c> writes): a count; then for each tensor its key,
/// element type, shape and bytes. Numbers are LEB128; the key is a .NET BinaryWriter string.
/// </summary>
internal static class WeightsTable
{
    /// <summary>Reads the table without the values, and leaves the stream at its end.</summary>
    /// <exception cref="UserError">The stream is truncated or something else.</exception>
    public static IReadOnlyList<WeightsEntry> Read(Stream stream, string place)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        try
        {
            long count = Number(reader, 1 << 24);
            var entries = new List<WeightsEntry>();
            for (long i = 0; i < count; i++)
                entries.Add(ReadEntry(reader));
            if (stream.Position != stream.Length)
                throw new InvalidDataException($"{stream.Length - stream.Position} bytes after the last tensor");
            return entries;
        }
        catch (EndOfStreamException e)
        {
            throw new UserError($"{place}: truncated, or not a weights file of TorchSharp: it ends within a tensor, after {stream.Length} bytes", e);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException or ArgumentException)
        {
            throw new UserError($"{place}: not a weights file of TorchSharp ({e.Message})", e);
        }
    }

    private static WeightsEntry ReadEntry(BinaryReader reader)
    {
        string name = reader.ReadString();
        var type = (ScalarType)Number(reader, 127);
        long size = ElementSize(type);
        var shape = new long[Number(reader, 64)];
        long left = reader.BaseStream.Length - reader.BaseStream.Position;
        long bytes = size;
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = Number(reader, 1L << 40);
            // Not a plain product: in a foreign file it might overflow and look small.
            bytes = shape[i] > 0 && bytes > left / shape[i] ? long.MaxValue : bytes * shape[i];
        }

        if (bytes > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new EndOfStreamException();
        reader.BaseStream.Seek(bytes, SeekOrigin.Current);
        return new WeightsEntry(name, type, shape);
    }

    private static long Number(BinaryReader reader, long largest)
    {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            byte part = reader.ReadByte();
            value |= (long)(part & 0x7F) << shift;
            if ((part & 0x80) == 0)
                return value <= largest ? value : throw new InvalidDataException($"an impossible number, {value}");
        }

        throw new InvalidDataException("an impossible number");
    }

    private static int ElementSize(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool => 1,
        ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
        _ => throw new InvalidDataException($"an unknown element type, {(int)type}"),
    };
}
