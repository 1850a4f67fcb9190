using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Diagnostics;

/// <summary>
/// Where the nodes of files are in their texts. Used by the diagnostics step alone: nothing before it knows a line number.
/// </summary>
internal sealed class SourceMap
{
    private readonly Dictionary<string, SourceText> texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Spans>> nodes = new(StringComparer.Ordinal);

    private sealed record Spans(TextSpan? Key, string KeyText, YamlNode Value);

    public void Add(SpecFile file, YamlMapping? root)
    {
        texts[file.RelativePath] = new SourceText(file.Path, file.Text);
        var spans = new Dictionary<string, Spans>(StringComparer.Ordinal);
        nodes[file.RelativePath] = spans;
        if (root is not null)
            Collect(root, null, spans);
    }

    /// <summary>The span of a place; of a place in a file that was never read, null.</summary>
    public SourceSpan? Locate(Place place)
    {
        if (!texts.TryGetValue(place.File, out var text))
            return null;
        return text.Locate(text.FirstLine(place switch
        {
            Place.InText known => known.Span,
            Place.InTree node => Find(node, text),
            _ => default,
        }));
    }

    private TextSpan Find(Place.InTree place, SourceText text)
    {
        if (!nodes[place.File].TryGetValue(place.Path, out var found))
            return default;
        bool isKey = place.IsKey && found.Key is not null;
        var whole = isKey ? found.Key!.Value : found.Value.Span;
        return place.Stretch is { } stretch
            ? Within(whole, isKey ? found.KeyText : (found.Value as YamlScalar)?.Text, stretch, text)
            : whole;
    }

    /// <summary>
    /// A stretch of a scalar's value, where the text holds the value as it is (behind a quote, perhaps); else the whole scalar.
    /// </summary>
    private static TextSpan Within(TextSpan whole, string? value, TextSpan stretch, SourceText text)
    {
        if (value is null)
            return whole;
        int offset = text.Text.IndexOf(
            value, whole.Start, Math.Max(0, Math.Min(whole.Length, text.Text.Length - whole.Start)), StringComparison.Ordinal);
        if (offset < 0 || offset - whole.Start > 1 || stretch.Start > value.Length)
            return whole;
        // What is missing at the end has no width: underline the last character.
        int length = Math.Max(1, Math.Min(stretch.Length, value.Length - stretch.Start));
        int start = stretch.Start == value.Length && value.Length > 0 ? stretch.Start - 1 : stretch.Start;
        return new TextSpan(offset + start, length);
    }

    private static void Collect(YamlNode node, YamlScalar? key, Dictionary<string, Spans> spans)
    {
        if (!spans.ContainsKey(node.Path))
            spans.Add(node.Path, new Spans(key?.Span, key?.Text ?? string.Empty, node));
        switch (node)
        {
            case YamlMapping mapping:
                foreach (var entry in mapping.Entries)
                    Collect(entry.Value, entry.Key, spans);
                break;
            case YamlSequence sequence:
                foreach (var item in sequence.Items)
                    Collect(item, null, spans);
                break;
        }
    }
}
