using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Hdf5;

/// <summary>A shape (section IV.A.2.b): empty for a scalar.</summary>
internal static class Dataspace
{
    public static long[] Read(Hdf5File file, ByteCursor cursor)
    {
        byte version = cursor.ReadByte();
        int rank = cursor.ReadByte();
        if (rank > TensorChecks.MaxRank)
            throw file.Damaged($"{rank} dimensions");
        cursor.ReadByte();
        switch (version)
        {
            case 1:
                cursor.Skip(5);
                break;
            case 2:
                if (cursor.ReadByte() == 2)
                    return [0];
                break;
            default:
                throw file.Unsupported($"dataspace of version {version}");
        }

        var shape = new long[rank];
        for (int i = 0; i < rank; i++)
            shape[i] = cursor.ReadInt64();
        return shape.Any(s => s < 0) ? throw file.Damaged("a negative size") : shape;
    }
}

/// <summary>The type of elements (section IV.A.2.d).</summary>
/// <param name="Element">For tensors; null for what they are not made of.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Text">How it is text: not at all, of fixed length, or a reference into a global heap.</param>
/// <param name="Description">In words.</param>
internal sealed record Datatype(ElementType? Element, long Size, TextKind Text, string Description)
{
    private const int BFloat16Exponent = 8;

    public static Datatype Read(Hdf5File file, ByteCursor cursor)
    {
        byte kind = cursor.ReadByte();
        byte bits = cursor.ReadByte();
        cursor.Skip(2);
        long size = cursor.ReadUInt32();
        bool bigEndian = (bits & 1) != 0;
        switch (kind & 15)
        {
            case 0:
                bool signed = (bits & 8) != 0;
                string integer = $"{(bigEndian ? "big-endian " : "")}{(signed ? "" : "u")}int{8 * size}";
                return new Datatype(bigEndian && size > 1 ? null : Integer(size, signed), size, TextKind.None, integer);
            case 1:
                cursor.Skip(5);
                int exponent = cursor.ReadByte();
                string real = $"{(bigEndian ? "big-endian " : "")}float{8 * size}";
                return new Datatype(bigEndian ? null : Real(size, exponent), size, TextKind.None, real);
            case 3:
                return new Datatype(null, size, TextKind.Fixed, "text");
            case 8:
                return new Datatype(null, size, TextKind.None, "enumeration");
            case 9:
                return new Datatype(null, size, (bits & 15) == 1 ? TextKind.Variable : TextKind.None, "values of variable length");
            default:
                return new Datatype(null, size, TextKind.None, $"class {kind & 15}");
        }
    }

    private static ElementType? Integer(long size, bool signed) => (size, signed) switch
    {
        (1, true) => ElementType.Int8,
        (1, false) => ElementType.UInt8,
        (2, true) => ElementType.Int16,
        (2, false) => ElementType.UInt16,
        (4, true) => ElementType.Int32,
        (4, false) => ElementType.UInt32,
        (8, true) => ElementType.Int64,
        (8, false) => ElementType.UInt64,
        _ => null,
    };

    private static ElementType? Real(long size, int exponent) => (size, exponent) switch
    {
        (2, BFloat16Exponent) => ElementType.BFloat16,
        (2, 5) => ElementType.Float16,
        (4, 8) => ElementType.Float32,
        (8, 11) => ElementType.Float64,
        _ => null,
    };
}

internal enum TextKind
{
    None,
    Fixed,
    Variable,
}
