namespace ModelGen.Compiler.Text;

/// <summary>A file's text with its line starts: turns offsets into lines and columns.</summary>
public sealed class SourceText
{
    private readonly List<int> lineStarts = [0];

    public SourceText(string path, string text)
    {
        Path = path;
        Text = text;
        for (int i = 0; i < text.Length; i++)
        {
            bool isBreak = text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'));
            if (isBreak)
                lineStarts.Add(i + 1);
        }
    }

    public string Path { get; }

    public string Text { get; }

    public SourceSpan Locate(TextSpan span)
    {
        int start = Clamp(span.Start);
        int end = Math.Max(start, Clamp(span.End));
        var (startLine, startColumn) = Position(start);
        var (endLine, endColumn) = Position(end);
        return new SourceSpan(Path, startLine, startColumn, endLine, endColumn, start, end - start);
    }

    /// <summary>The part of a span that stands on its first line: a squiggle under half a file helps nobody.</summary>
    public TextSpan FirstLine(TextSpan span)
    {
        int start = Clamp(span.Start);
        int lineEnd = start;
        while (lineEnd < Text.Length && Text[lineEnd] is not ('\n' or '\r'))
            lineEnd++;
        return TextSpan.FromTo(start, Math.Min(Clamp(span.End), lineEnd));
    }

    private int Clamp(int offset) => Math.Max(0, Math.Min(offset, Text.Length));

    private (int Line, int Column) Position(int offset)
    {
        int line = lineStarts.BinarySearch(offset);
        if (line < 0)
            line = ~line - 1;
        return (line, offset - lineStarts[line]);
    }
}
