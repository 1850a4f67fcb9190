using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ModelGen.Checkpoints.Files;

/// <summary>
/// Converts elements from one type to another as PyTorch's <c>copy_</c> does: rounding to nearest, ties to even, between floating-point
/// types; towards zero to integers; to bool whether an element differs from zero.
/// </summary>
internal static class ElementConversion
{
    public static void Run(ReadOnlySpan<byte> source, ElementType from, Span<byte> destination, ElementType to)
    {
        int count = source.Length / from.Size();
        if ((from, to) == (ElementType.Float16, ElementType.Float32))
        {
            var halves = MemoryMarshal.Cast<byte, Half>(source);
            var floats = MemoryMarshal.Cast<byte, float>(destination);
            for (int i = 0; i < count; i++)
                floats[i] = (float)halves[i];
            return;
        }

        for (int i = 0; i < count; i++)
        {
            var place = destination.Slice(i * to.Size(), to.Size());
            var element = source.Slice(i * from.Size(), from.Size());
            // Doubles hold every 32-bit integer and every float exactly; 64-bit integers go their own way.
            if (IsWide(from) && !to.IsFloatingPoint())
                WriteInteger(place, to, ReadInteger(element, from));
            else if ((from, to) == (ElementType.Int64, ElementType.Float32))
                BinaryPrimitives.WriteSingleLittleEndian(place, ReadInteger(element, from));
            else
                Write(place, to, Read(element, from));
        }
    }

    private static bool IsWide(ElementType type) => type is ElementType.Int64 or ElementType.UInt64;

    private static double Read(ReadOnlySpan<byte> at, ElementType type) => type switch
    {
        ElementType.Float16 => (double)BinaryPrimitives.ReadHalfLittleEndian(at),
        ElementType.BFloat16 => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(at) << 16),
        ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(at),
        ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(at),
        ElementType.UInt64 => (ulong)ReadInteger(at, type),
        _ => ReadInteger(at, type),
    };

    private static long ReadInteger(ReadOnlySpan<byte> at, ElementType type) => type switch
    {
        ElementType.Bool => at[0] == 0 ? 0 : 1,
        ElementType.UInt8 => at[0],
        ElementType.Int8 => (sbyte)at[0],
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(at),
        ElementType.UInt16 => BinaryPrimitives.ReadUInt16LittleEndian(at),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(at),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(at),
        _ => BinaryPrimitives.ReadInt64LittleEndian(at),
    };

    private static void Write(Span<byte> at, ElementType type, double value)
    {
        switch (type)
        {
            case ElementType.Float16: BinaryPrimitives.WriteHalfLittleEndian(at, ToHalf(value)); break;
            case ElementType.BFloat16: BinaryPrimitives.WriteUInt16LittleEndian(at, ToBFloat16((float)value)); break;
            case ElementType.Float32: BinaryPrimitives.WriteSingleLittleEndian(at, (float)value); break;
            case ElementType.Float64: BinaryPrimitives.WriteDoubleLittleEndian(at, value); break;
            case ElementType.Bool: at[0] = value != 0 ? (byte)1 : (byte)0; break;
            case ElementType.UInt64 when value >= long.MaxValue: BinaryPrimitives.WriteUInt64LittleEndian(at, (ulong)value); break;
            default: WriteInteger(at, type, (long)value); break;
        }
    }

    private static void WriteInteger(Span<byte> at, ElementType type, long value)
    {
        switch (type.Size())
        {
            case 1: at[0] = type == ElementType.Bool ? (byte)(value != 0 ? 1 : 0) : unchecked((byte)value); break;
            case 2: BinaryPrimitives.WriteInt16LittleEndian(at, unchecked((short)value)); break;
            case 4: BinaryPrimitives.WriteInt32LittleEndian(at, unchecked((int)value)); break;
            default: BinaryPrimitives.WriteInt64LittleEndian(at, value); break;
        }
    }

    /// <summary>By way of float32, as PyTorch does, which rounds a double twice.</summary>
    private static Half ToHalf(double value) => (Half)(float)value;

    /// <summary>The upper half of the float's bits, rounded to nearest, ties to even.</summary>
    private static ushort ToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
