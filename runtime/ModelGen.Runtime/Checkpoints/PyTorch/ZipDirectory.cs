using System.Buffers.Binary;
using System.Text;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.PyTorch;

/// <summary>One file in a zip archive.</summary>
internal sealed record ZipFileEntry(string Name, ushort Method, uint Crc32, long CompressedLength, long Length, long HeaderOffset);

/// <summary>
/// The table of contents of a zip archive (PKWARE's APPNOTE 6.3, sections 4.3 and 4.5). Files are found, not unpacked: those of a PyTorch
/// checkpoint are stored as they are, and a compressed one is refused, so that no file can grow when it is read.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054B50;
    private const uint End64Signature = 0x06064B50;
    private const uint Locator64Signature = 0x07064B50;
    private const uint EntrySignature = 0x02014B50;
    private const uint HeaderSignature = 0x04034B50;
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int HeaderLength = 30;
    private readonly ByteSource source;
    private readonly Dictionary<string, ZipFileEntry> entries = [];

    private ZipDirectory(ByteSource source) => this.source = source;

    public IEnumerable<string> Names => entries.Keys;

    public static bool Recognizes(ReadOnlySpan<byte> head) => head.StartsWith("PK\x03\x04"u8);

    /// <exception cref="UserError">The archive is truncated or damaged.</exception>
    public static ZipDirectory Read(ByteSource source)
    {
        var directory = new ZipDirectory(source);
        directory.ReadEntries();
        return directory;
    }

    public bool Contains(string name) => entries.ContainsKey(name);

    /// <summary>Where the bytes of a stored file are; null if there is no such file.</summary>
    /// <exception cref="UserError">It is compressed or encrypted, or lies outside the archive.</exception>
    public Storage? Find(string name)
    {
        if (Locate(name) is not var (start, entry))
            return null;
        return new Storage(source, start, entry.Length, entry.Crc32);
    }

    /// <summary>The bytes of a stored file, checked; null if there is no such file.</summary>
    /// <exception cref="UserError">As <see cref="Find"/>, or it is damaged.</exception>
    public ByteSource? Open(string name)
    {
        if (Locate(name) is not var (start, entry))
            return null;
        new Storage(source, start, entry.Length, entry.Crc32).Verify();
        return new ByteSlice(source, start, entry.Length);
    }

    private (long Start, ZipFileEntry Entry)? Locate(string name)
    {
        if (!entries.TryGetValue(name, out var entry))
            return null;
        if (entry.Method != 0)
            throw source.Refuse($"{name} in it is compressed, which neither torch.save nor Keras does: unpack the file and save it again");
        if (entry.CompressedLength != entry.Length)
            throw source.Refuse($"{name} in it has two lengths, {entry.CompressedLength} and {entry.Length}: damaged");
        byte[] header = source.Read(entry.HeaderOffset, HeaderLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderSignature)
            throw source.Refuse($"{name} in it is not where the archive says: damaged");
        long start = entry.HeaderOffset + HeaderLength + UInt16(header, 26) + UInt16(header, 28);
        if (entry.Length < 0 || start > source.Length - entry.Length)
            throw source.Refuse($"{name} in it should have {entry.Length} bytes from {start} on, but the file ends after {source.Length}: truncated or damaged");
        return (start, entry);
    }

    private void ReadEntries()
    {
        var (offset, length, count) = FindDirectory();
        if (offset < 0 || length < 0 || offset > source.Length - length || count < 0 || count > length / EntryLength)
            throw source.Refuse("the archive's table of contents lies outside the file: truncated or damaged");
        var cursor = new ByteCursor(source, offset, length);
        for (long i = 0; i < count; i++)
        {
            var entry = ReadEntry(cursor);
            if (!entries.TryAdd(entry.Name, entry))
                throw source.Refuse($"{entry.Name} is in the archive twice: damaged");
        }
    }

    private (long Offset, long Length, long Count) FindDirectory()
    {
        if (source.Length < EndLength)
            throw source.Refuse("a zip archive without a table of contents: truncated");
        // The record at the end may be followed by a comment of up to 65,535 bytes.
        long tailStart = Math.Max(0, source.Length - EndLength - ushort.MaxValue);
        byte[] tail = source.Read(tailStart, (int)(source.Length - tailStart));
        int at = tail.Length - EndLength;
        while (at >= 0 && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) != EndSignature)
            at--;
        if (at < 0)
            throw source.Refuse("a zip archive without a table of contents: truncated");
        long count = UInt16(tail, at + 10);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 12));
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
        return FindDirectory64(tailStart + at) ?? (offset, length, count);
    }

    private (long Offset, long Length, long Count)? FindDirectory64(long end)
    {
        const int LocatorLength = 20, RecordLength = 56;
        if (end < LocatorLength)
            return null;
        byte[] locator = source.Read(end - LocatorLength, LocatorLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(locator) != Locator64Signature)
            return null;
        byte[] record = source.Read(BinaryPrimitives.ReadInt64LittleEndian(locator.AsSpan(8)), RecordLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(record) != End64Signature)
            throw source.Refuse("the archive's 64-bit table of contents is not where it says: damaged");
        return (
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(48)),
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(40)),
            BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(32)));
    }

    private ZipFileEntry ReadEntry(ByteCursor cursor)
    {
        byte[] fixedPart = cursor.ReadBytes(EntryLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(fixedPart) != EntrySignature)
            throw source.Refuse("the archive's table of contents is damaged");
        if ((UInt16(fixedPart, 8) & 1) != 0)
            throw source.Refuse("the archive is encrypted");
        string name = Encoding.UTF8.GetString(cursor.ReadBytes(UInt16(fixedPart, 28)));
        byte[] extra = cursor.ReadBytes(UInt16(fixedPart, 30));
        cursor.Skip(UInt16(fixedPart, 32));
        // In this order, and only those that did not fit into 32 bits (section 4.5.3).
        var wide = new Queue<long>(WideNumbers(extra));
        long length = Wide(BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(24)), wide);
        long compressed = Wide(BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(20)), wide);
        long offset = Wide(BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(42)), wide);
        return new ZipFileEntry(name, UInt16(fixedPart, 10), BinaryPrimitives.ReadUInt32LittleEndian(fixedPart.AsSpan(16)), compressed,
            length, offset);
    }

    private static long Wide(uint narrow, Queue<long> wide) => narrow == uint.MaxValue && wide.Count > 0 ? wide.Dequeue() : narrow;

    private static List<long> WideNumbers(byte[] extra)
    {
        const int Zip64 = 1;
        var numbers = new List<long>();
        for (int at = 0; at + 4 <= extra.Length; at += 4 + UInt16(extra, at + 2))
        {
            if (UInt16(extra, at) != Zip64)
                continue;
            int end = Math.Min(extra.Length, at + 4 + UInt16(extra, at + 2));
            for (int field = at + 4; field + 8 <= end; field += 8)
                numbers.Add(BinaryPrimitives.ReadInt64LittleEndian(extra.AsSpan(field)));
        }

        return numbers;
    }

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
}
