using System.Buffers.Binary;
using System.IO.Compression;

namespace ModelGen.Data;

/// <summary>Writes an image as PNG, 8 bits a channel (https://www.w3.org/TR/png-3/): signature, header, one data chunk, end.</summary>
public static class PngWriter
{
    /// <param name="output">Where to.</param>
    /// <param name="shape">1 channel (grey) or 3 (red, green, blue).</param>
    /// <param name="planes">Channel after channel, row after row.</param>
    public static void Write(Stream output, ImageShape shape, ReadOnlySpan<byte> planes)
    {
        if (shape.Channels is not (1 or 3))
            throw new UserError($"images of {shape} have no PNG form here: expected 1 or 3 channels");
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, shape.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), shape.Height);
        header[8] = 8;
        header[9] = (byte)(shape.Channels == 3 ? 2 : 0);
        WriteChunk(output, "IHDR"u8, header);
        WriteChunk(output, "IDAT"u8, Compress(Rows(shape, planes)));
        WriteChunk(output, "IEND"u8, []);
    }

    /// <summary>Pixels row after row, each row behind a byte that says it is not filtered.</summary>
    private static byte[] Rows(ImageShape shape, ReadOnlySpan<byte> planes)
    {
        int stride = 1 + (shape.Width * shape.Channels);
        var rows = new byte[shape.Height * stride];
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int i = 0; i < shape.Plane; i++)
                rows[(i / shape.Width * stride) + 1 + (i % shape.Width * shape.Channels) + c] = planes[(c * shape.Plane) + i];
        }

        return rows;
    }

    private static byte[] Compress(byte[] data)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Optimal))
            zlib.Write(data);
        return compressed.ToArray();
    }

    private static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(Crc(uint.MaxValue, type), data));
        output.Write(number);
    }

    /// <summary>The standard's CRC-32, bit by bit: pictures here are small.</summary>
    private static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data)
        {
            crc ^= b;
            for (int k = 0; k < 8; k++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return crc;
    }
}
