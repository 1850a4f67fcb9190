using System.Globalization;

namespace ModelGen.Checkpoints.Files;

/// <summary>Text from a file that nobody has checked, made fit for a terminal: without control characters, and not endless.</summary>
internal static class PrintableText
{
    private const int Longest = 500;

    public static string Of(string text) =>
        string.Concat((text.Length > Longest ? $"{text[..(Longest - 60)]} … {text[^50..]}" : text).Select(Printable));

    private static char Printable(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            ? '\uFFFD'
            : c;
}
