using System.Text.Json;

namespace ModelGen.Checkpoints.Safetensors;

/// <summary>A tensor in a safetensors header; begin and end are counted from the first byte after the header.</summary>
internal sealed record SafetensorsEntry(string Name, string Type, long[] Shape, long Begin, long End);

/// <summary>Reads the JSON header of a safetensors file, token by token.</summary>
internal static class SafetensorsHeader
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is JSON, but no header.</exception>
    public static List<SafetensorsEntry> Parse(ReadOnlySpan<byte> json)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
        Expect(ref reader, JsonTokenType.StartObject);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw new FormatException($"{name} comes twice");
            reader.Read();
            if (name == SafetensorsFormat.MetadataKey)
                reader.Skip();
            else
                entries.Add(Entry(ref reader, name));
        }

        // Some writers fill up with spaces; anything else after the header raises.
        if (reader.Read())
            throw new FormatException("something follows the header's closing brace");
        return entries;
    }

    private static SafetensorsEntry Entry(ref Utf8JsonReader reader, string name)
    {
        string? type = null;
        long[]? shape = null, offsets = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"{name} is no object");
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            reader.Read();
            switch (key)
            {
                case "dtype": type = reader.GetString(); break;
                case "shape": shape = Numbers(ref reader, name); break;
                case "data_offsets": offsets = Numbers(ref reader, name); break;
                default: throw new FormatException($"{name} has an unknown member {key}");
            }
        }

        return type is not null && shape is not null && offsets is [>= 0, _] && offsets[0] <= offsets[1]
            ? new SafetensorsEntry(name, type, shape, offsets[0], offsets[1])
            : throw new FormatException($"{name} has no dtype, shape and data_offsets in order");
    }

    private static long[] Numbers(ref Utf8JsonReader reader, string name)
    {
        var numbers = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException($"{name}: a list of numbers was expected");
        while (Next(ref reader) == JsonTokenType.Number)
            numbers.Add(reader.TryGetInt64(out long number) ? number : throw new FormatException($"{name}: a whole number was expected"));
        return reader.TokenType == JsonTokenType.EndArray
            ? [.. numbers]
            : throw new FormatException($"{name}: a list of numbers was expected");
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new FormatException("it ends too early");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (Next(ref reader) != type)
            throw new FormatException($"{type} was expected");
    }
}
