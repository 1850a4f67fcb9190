namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>Text of the spec inside a comment.</summary>
internal static class XmlText
{
    /// <summary>Lines for a documentation comment.</summary>
    public static IEnumerable<string> Lines(string text) =>
        text.Replace("\r\n", "\n").TrimEnd('\n').Split('\n').Select(l => OneLine(l).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;"));

    /// <summary>The text without anything that ends a line in C# (the separators of Unicode do) or cannot stand in XML.</summary>
    public static string OneLine(string text) => new([.. text.Select(c => IsPlain(c) ? c : ' ')]);

    private static bool IsPlain(char c) => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\u2028' or '\u2029' or '\uFFFE' or '\uFFFF');
}
