using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>
/// A zip archive of stored files, each beginning at a multiple of 64 bytes, as PyTorch lays them out so that they can be mapped. Lengths
/// and offsets are written in 64 bits where 32 do not hold them (APPNOTE 4.5.3).
/// </summary>
internal sealed class StoredZipWriter(Stream stream)
{
    private const int Alignment = 64;
    private const ushort Version = 45;
    private const ushort Utf8Names = 1 << 11;

    // 1 January 1980, the earliest a zip file can say: equal weights make equal files.
    private const uint Date = 0x00210000;

    // The extra field with which PyTorch fills up: "FB", little-endian.
    private const ushort Padding = 0x4246;
    private readonly List<Entry> entries = [];
    private long position;

    public void Add(string name, byte[] content)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(name);
        var entry = new Entry(utf8, Crc32.HashToUInt32(content), content.Length, position);
        entries.Add(entry);
        int fixedLength = 30 + utf8.Length + 4;
        int padding = (int)((Alignment - ((position + fixedLength) % Alignment)) % Alignment);
        var header = new Record();
        // An array's length always fits into 32 bits, so a local header needs no wide fields.
        header.UInt32(0x04034B50).UInt16(Version).UInt16(Utf8Names).UInt16(0).UInt32(Date).UInt32(entry.Crc32)
            .UInt32((uint)entry.Length).UInt32((uint)entry.Length).UInt16((ushort)utf8.Length).UInt16((ushort)(4 + padding))
            .Bytes(utf8).UInt16(Padding).UInt16((ushort)padding).Bytes(new byte[padding]);
        Write(header.ToArray());
        Write(content);
    }

    /// <summary>Writes the table of contents.</summary>
    public void Finish()
    {
        long start = position;
        foreach (var entry in entries)
            Write(DirectoryEntry(entry));
        long length = position - start;
        bool wide = entries.Count >= ushort.MaxValue || start >= uint.MaxValue || length >= uint.MaxValue;
        if (wide)
            WriteWideEnd(start, length);
        ushort count = wide ? ushort.MaxValue : (ushort)entries.Count;
        Write(new Record().UInt32(0x06054B50).UInt16(0).UInt16(0).UInt16(count).UInt16(count)
            .UInt32(wide ? uint.MaxValue : (uint)length).UInt32(wide ? uint.MaxValue : (uint)start).UInt16(0).ToArray());
    }

    private static byte[] DirectoryEntry(Entry entry)
    {
        bool wide = entry.Offset >= uint.MaxValue;
        var record = new Record().UInt32(0x02014B50).UInt16(Version).UInt16(Version).UInt16(Utf8Names).UInt16(0).UInt32(Date)
            .UInt32(entry.Crc32)
            .UInt32((uint)entry.Length).UInt32((uint)entry.Length).UInt16((ushort)entry.Name.Length).UInt16((ushort)(wide ? 12 : 0))
            .UInt16(0)
            .UInt16(0).UInt16(0).UInt32(0).UInt32(wide ? uint.MaxValue : (uint)entry.Offset).Bytes(entry.Name);
        return (wide ? record.UInt16(1).UInt16(8).UInt64((ulong)entry.Offset) : record).ToArray();
    }

    private void WriteWideEnd(long start, long length)
    {
        long record = position;
        Write(new Record().UInt32(0x06064B50).UInt64(44).UInt16(Version).UInt16(Version).UInt32(0).UInt32(0)
            .UInt64((ulong)entries.Count).UInt64((ulong)entries.Count).UInt64((ulong)length).UInt64((ulong)start).ToArray());
        Write(new Record().UInt32(0x07064B50).UInt32(0).UInt64((ulong)record).UInt32(1).ToArray());
    }

    private void Write(byte[] bytes)
    {
        stream.Write(bytes);
        position += bytes.Length;
    }

    private sealed record Entry(byte[] Name, uint Crc32, long Length, long Offset);

    /// <summary>Little-endian fields one after another.</summary>
    private sealed class Record
    {
        private readonly List<byte> bytes = [];

        public Record UInt16(ushort value) => Bytes([(byte)value, (byte)(value >> 8)]);

        public Record UInt32(uint value)
        {
            Span<byte> space = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(space, value);
            return Bytes(space);
        }

        public Record UInt64(ulong value)
        {
            Span<byte> space = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(space, value);
            return Bytes(space);
        }

        public Record Bytes(ReadOnlySpan<byte> value)
        {
            bytes.AddRange(value);
            return this;
        }

        public byte[] ToArray() => [.. bytes];
    }
}
