using System.Buffers.Binary;
using System.Text.Json;

namespace ModelGen.Checkpoints.Safetensors;

/// <summary>Writes safetensors: see <see cref="SafetensorsFormat"/>.</summary>
internal static class SafetensorsWriter
{
    /// <summary>Elements begin at a multiple of this in the file, so that a reader can map them.</summary>
    private const int Alignment = 8;

    public static void Write(Stream stream, IReadOnlyList<WritableTensor> tensors)
    {
        // Wider elements first: then every tensor begins at a multiple of its element's size, as in files of the reference implementation.
        var ordered = tensors.OrderByDescending(t => t.Type.Size()).ToList();
        byte[] header = Header(ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in ordered)
            stream.Write(tensor.Elements());
    }

    private static byte[] Header(List<WritableTensor> tensors)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsFormat.MetadataKey);
            // What PyTorch's own users write, and what some readers ask for.
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long begin = 0;
            foreach (var tensor in tensors)
            {
                WriteEntry(json, tensor, begin);
                begin += tensor.Length;
            }

            json.WriteEndObject();
        }

        while (text.Length % Alignment != 0)
            text.WriteByte((byte)' ');
        return text.ToArray();
    }

    private static void WriteEntry(Utf8JsonWriter json, WritableTensor tensor, long begin)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", SafetensorsFormat.Types.Single(t => t.Value == tensor.Type).Key);
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.Length);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
