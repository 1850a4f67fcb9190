using System.Text.Json;
using System.Text.Json.Serialization;

namespace ModelGen.Benchmarks;

/// <summary>Figures as JSON: snake_case names; what could not be measured is null.</summary>
internal static class FigureFile
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Converters = { new FiniteNumbers() },
    };

    private static readonly JsonSerializerOptions Line = new(Options) { WriteIndented = false };

    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Write(string path, object figures) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, figures, Options));

    /// <summary>On one line: what a process tells the one that started it.</summary>
    public static string Text(object figures) => JsonSerializer.Serialize(figures, Line);

    public static T Parse<T>(string text) => JsonSerializer.Deserialize<T>(text, Options)!;

    /// <summary>JSON has no word for a number that is none.</summary>
    private sealed class FiniteNumbers : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Null ? double.NaN : reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
