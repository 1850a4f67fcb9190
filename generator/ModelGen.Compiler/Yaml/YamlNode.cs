using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Yaml;

/// <summary>
/// A node of the document, immutable, with its place: the span in the text, and the YAML path (<c>backbone[3].kernel_size</c>), which
/// stays the same when a comment moves.
/// </summary>
public abstract record YamlNode(string File, string Path, TextSpan Span)
{
    /// <summary>As a message calls it: 'conv', a list, a mapping, nothing.</summary>
    public abstract string Describe();
}

/// <summary>A scalar as written: what it means is decided by its text and style, not by YAML's schema.</summary>
public sealed record YamlScalar(string File, string Path, TextSpan Span, string Text, bool IsPlain) : YamlNode(File, Path, Span)
{
    public bool IsNull => IsPlain && (Text is "" or "~" or "null");

    public override string Describe() => IsNull ? "nothing" : $"'{Shorten(Text)}'";

    private static string Shorten(string text)
    {
        string line = text.Replace('\n', ' ').Replace('\r', ' ');
        return line.Length <= 60 ? line : line.Substring(0, 57) + "...";
    }
}

public sealed record YamlSequence(string File, string Path, TextSpan Span, EquatableArray<YamlNode> Items) : YamlNode(File, Path, Span)
{
    public override string Describe() => "a list";
}

public sealed record YamlMapping(string File, string Path, TextSpan Span, EquatableArray<YamlEntry> Entries) : YamlNode(File, Path, Span)
{
    public YamlNode? Find(string key) => Entries.FirstOrDefault(e => e.Name == key)?.Value;

    public override string Describe() => Entries.Count == 0 ? "an empty mapping" : $"a mapping ('{Entries[0].Name}': …)";
}

/// <summary>A key and its value; the key has the value's path.</summary>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    public string Name => Key.Text;
}
