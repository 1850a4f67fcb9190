using System.IO.Hashing;

namespace ModelGen.Checkpoints.Files;

/// <summary>A stretch of a weights file that holds the elements of one tensor or of several that share it.</summary>
/// <param name="bytes">The file.</param>
/// <param name="start">Where it begins there.</param>
/// <param name="length">In bytes.</param>
/// <param name="crc32">What the file says its bytes add up to; null where the format has no checksum.</param>
internal sealed class Storage(ByteSource bytes, long start, long length, uint? crc32 = null)
{
    private bool verified = crc32 is null;

    public long Length => length;

    /// <exception cref="UserError">Outside the storage.</exception>
    public void Read(long offset, Span<byte> into)
    {
        if (offset < 0 || offset > length - into.Length)
            throw bytes.Refuse("a tensor reaches beyond its storage: damaged");
        bytes.Read(start + offset, into);
    }

    /// <summary>Compares the bytes with their checksum, once.</summary>
    /// <exception cref="UserError">They are not what was saved.</exception>
    public void Verify()
    {
        if (verified)
            return;
        var crc = new Crc32();
        byte[] buffer = new byte[Math.Min(length, 1 << 16)];
        for (long at = 0; at < length; at += buffer.Length)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at));
            Read(at, part);
            crc.Append(part);
        }

        if (crc.GetCurrentHashAsUInt32() != crc32)
            throw bytes.Refuse($"damaged: the {length} bytes from {start} on are not those that were saved (their CRC-32 differs)");
        verified = true;
    }
}
