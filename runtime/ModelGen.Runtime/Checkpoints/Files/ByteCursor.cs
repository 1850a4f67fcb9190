using System.Buffers.Binary;
using System.Text;

namespace ModelGen.Checkpoints.Files;

/// <summary>Reads a stretch of a source from front to back through a small buffer.</summary>
internal sealed class ByteCursor(ByteSource source, long start, long length, int bufferSize = 1 << 12)
{
    private readonly byte[] buffer = new byte[Math.Clamp(length, 1, bufferSize)];
    private readonly long end = start + length;
    private long bufferStart = start;
    private int bufferLength;

    /// <summary>In the source.</summary>
    public long Position { get; private set; } = start;

    public long Remaining => end - Position;

    public UserError Refuse(string what) => source.Refuse(what);

    public byte ReadByte()
    {
        long index = Position - bufferStart;
        if (index >= bufferLength)
        {
            Demand(1);
            bufferStart = Position;
            bufferLength = (int)Math.Min(buffer.Length, Remaining);
            source.Read(bufferStart, buffer.AsSpan(0, bufferLength));
            index = 0;
        }

        Position++;
        return buffer[index];
    }

    public void Read(Span<byte> into)
    {
        Demand(into.Length);
        source.Read(Position, into);
        Position += into.Length;
    }

    /// <summary>A new array of so many bytes; the count comes from the file and is checked before anything is allocated.</summary>
    public byte[] ReadBytes(long count)
    {
        Demand(count);
        if (count > Array.MaxLength)
            throw source.Refuse($"a value of {count} bytes: too long");
        byte[] bytes = new byte[count];
        Read(bytes);
        return bytes;
    }

    /// <summary>UTF-8 text of so many bytes; what is not UTF-8 becomes U+FFFD.</summary>
    public string ReadText(long count) => Encoding.UTF8.GetString(ReadBytes(count));

    public ushort ReadUInt16() => (ushort)(ReadByte() | (ReadByte() << 8));

    public int ReadInt32() => ReadUInt16() | (ReadUInt16() << 16);

    public uint ReadUInt32() => (uint)ReadInt32();

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    public double ReadBigEndianDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(bytes);
        return BinaryPrimitives.ReadDoubleBigEndian(bytes);
    }

    public void Skip(long count)
    {
        Demand(count);
        Position += count;
    }

    private void Demand(long count)
    {
        if (count < 0 || count > Remaining)
            throw source.Refuse($"truncated: it ends after {source.Length} bytes, within a value that began at {Position}");
    }
}
