using System.Buffers.Binary;
using System.Text.Json;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Safetensors;

/// <summary>
/// safetensors (https://github.com/huggingface/safetensors, "Format"): the header's length in eight bytes, the header in JSON (name →
/// dtype, shape, data_offsets), then the elements, which cover the rest of the file without gap or overlap.
/// </summary>
internal static class SafetensorsFormat
{
    public const string MetadataKey = "__metadata__";

    // The reference implementation's own limit.
    private const long LongestHeader = 100_000_000;
    private const int LengthBytes = 8;

    /// <summary>The format's names of element types.</summary>
    public static IReadOnlyDictionary<string, ElementType> Types { get; } = new Dictionary<string, ElementType>
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.UInt8,
        ["I8"] = ElementType.Int8,
        ["I16"] = ElementType.Int16,
        ["U16"] = ElementType.UInt16,
        ["I32"] = ElementType.Int32,
        ["U32"] = ElementType.UInt32,
        ["I64"] = ElementType.Int64,
        ["U64"] = ElementType.UInt64,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["F32"] = ElementType.Float32,
        ["F64"] = ElementType.Float64,
    };

    public static bool Recognizes(ReadOnlySpan<byte> head, long fileLength) =>
        head.Length > LengthBytes && head[LengthBytes] == '{' && BinaryPrimitives.ReadInt64LittleEndian(head) is > 0 and var n
            && n <= Math.Max(LongestHeader, fileLength);

    /// <exception cref="UserError">The file is damaged, or has an element type that weights don't use.</exception>
    public static IReadOnlyList<StoredTensor> Read(ByteSource source)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(source.Read(0, LengthBytes));
        if (length > LongestHeader || length > source.Length - LengthBytes)
            throw source.Refuse($"its header should have {length} bytes, but the file has {source.Length}: truncated or damaged");
        byte[] header = source.Read(LengthBytes, (int)length);
        var entries = ReadHeader(source, header);
        CheckCover(source, entries, source.Length - LengthBytes - length);
        return [.. entries.Select(e => Tensor(source, e, LengthBytes + length))];
    }

    private static List<SafetensorsEntry> ReadHeader(ByteSource source, byte[] header)
    {
        try
        {
            return SafetensorsHeader.Parse(header);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            throw source.Refuse($"its safetensors header is damaged: {OneLine(e.Message)}", e);
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static void CheckCover(ByteSource source, List<SafetensorsEntry> entries, long dataLength)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(e => e.Begin).ThenBy(e => e.End))
        {
            if (entry.Begin != end)
                throw source.Refuse($"{entry.Name} begins at byte {entry.Begin} of the data, where byte {end} was expected: its tensors overlap or leave gaps");
            end = entry.End;
        }

        if (end != dataLength)
            throw source.Refuse($"its tensors should have {end} bytes, but there are {dataLength}: truncated or damaged");
    }

    private static StoredTensor Tensor(ByteSource source, SafetensorsEntry entry, long dataStart)
    {
        if (!Types.TryGetValue(entry.Type, out var type))
            throw source.Refuse($"{entry.Name} has elements of type {entry.Type}: supported are {string.Join(", ", Types.Keys)}");
        long length = entry.End - entry.Begin;
        if (entry.Shape.Length > TensorChecks.MaxRank || entry.Shape.Any(s => s < 0) || TensorChecks.Count(entry.Shape) is not { } count
            || count > length || count * type.Size() != length)
            throw source.Refuse($"{entry.Name}: {length} bytes are not {entry.Type} of shape {ShapeText.Of(entry.Shape.Length > TensorChecks.MaxRank ? [] : entry.Shape)}: damaged");
        var storage = new Storage(source, dataStart + entry.Begin, length);
        return TensorChecks.Create(source, entry.Name, type, entry.Shape, TensorChecks.RowMajor(entry.Shape), storage, 0, count);
    }
}
