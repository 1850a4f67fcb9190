using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ModelGen.Training;

/// <summary>
/// Appends events to a file that TensorBoard reads: records of TFRecord's framing (length, its checksum, data, its checksum), each a protocol
/// buffer of TensorFlow's event.proto, written by hand: wall_time = 1 (double), step = 2 (varint), file_version = 3 (string), summary = 5, whose
/// values = 1 have tag = 1 (string) and simple_value = 2 (float).
/// </summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream stream;

    /// <exception cref="UserError">The file cannot be made.</exception>
    public EventFile(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            // TensorBoard takes every file with this beginning; a run that goes on adds another.
            string name = FormattableString.Invariant($"events.out.tfevents.{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()}.{Environment.MachineName}.{Environment.ProcessId}");
            stream = new FileStream(System.IO.Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder}: events for TensorBoard cannot be written: {e.Message}", e);
        }

        var version = new MemoryStream();
        WriteTime(version);
        WriteText(version, 3, "brain.Event:2");
        WriteRecord(version.ToArray());
    }

    public void Write(long step, IEnumerable<(string Tag, double Value)> scalars)
    {
        var summary = new MemoryStream();
        foreach (var (tag, value) in scalars)
        {
            var one = new MemoryStream();
            WriteText(one, 1, tag);
            WriteSingle(one, (float)value);
            WriteBytes(summary, 1, one.ToArray());
        }

        var message = new MemoryStream();
        WriteTime(message);
        message.WriteByte(0x10); // field 2, varint
        WriteVarint(message, (ulong)step);
        WriteBytes(message, 5, summary.ToArray());
        WriteRecord(message.ToArray());
    }

    public void Flush() => stream.Flush();

    public void Dispose() => stream.Dispose();

    private void WriteRecord(byte[] data)
    {
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteUInt64LittleEndian(head, (ulong)data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], MaskedCrc(head[..8]));
        stream.Write(head);
        stream.Write(data);
        Span<byte> foot = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(foot, MaskedCrc(data));
        stream.Write(foot);
    }

    /// <summary>CRC-32C, turned by 15 bits and moved by a constant, as TFRecord stores it.</summary>
    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
            crc = BitOperations.Crc32C(crc, b);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    private static void WriteTime(MemoryStream message)
    {
        message.WriteByte(0x09); // field 1, 64 bits
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(number, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0);
        message.Write(number);
    }

    private static void WriteSingle(MemoryStream message, float value)
    {
        message.WriteByte(0x15); // field 2, 32 bits
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, value);
        message.Write(number);
    }

    private static void WriteText(MemoryStream message, int field, string text) => WriteBytes(message, field, Encoding.UTF8.GetBytes(text));

    private static void WriteBytes(MemoryStream message, int field, byte[] bytes)
    {
        message.WriteByte((byte)((field << 3) | 2));
        WriteVarint(message, (ulong)bytes.Length);
        message.Write(bytes);
    }

    private static void WriteVarint(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            message.WriteByte((byte)(value | 0x80));
        message.WriteByte((byte)value);
    }
}
