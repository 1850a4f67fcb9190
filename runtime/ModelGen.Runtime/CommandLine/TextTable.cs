namespace ModelGen.CommandLine;

/// <summary>A table in plain text: numbers to the right, words to the left, two spaces between columns.</summary>
internal sealed class TextTable(params (string Title, bool IsNumber)[] columns)
{
    private readonly List<string[]> rows = [];

    public void Add(params string[] cells) => rows.Add(cells);

    public void Write(TextWriter output)
    {
        var titles = columns.Select(c => c.Title).ToArray();
        var widths = columns.Select((_, i) => rows.Append(titles).Max(r => r[i].Length)).ToArray();
        WriteRow(output, titles, widths);
        WriteRow(output, [.. widths.Select(w => new string('─', w))], widths);
        foreach (var row in rows)
            WriteRow(output, row, widths);
    }

    private void WriteRow(TextWriter output, string[] cells, int[] widths)
    {
        var padded = cells.Select((cell, i) => columns[i].IsNumber ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
        output.WriteLine(string.Join("  ", padded).TrimEnd());
    }
}
