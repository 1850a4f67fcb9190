using System.Text;

namespace ModelGen.Reports;

/// <summary>A table of a page. Cells are text; numbers stand to the right.</summary>
internal sealed class HtmlTable(params (string Title, bool IsNumber)[] columns)
{
    private readonly StringBuilder rows = new();

    /// <param name="colour">Of the dot before the first cell; null for none.</param>
    /// <param name="best">Indices of cells to stress.</param>
    /// <param name="cells">One for each column.</param>
    public void Add(string? colour, IReadOnlySet<int> best, IReadOnlyList<string> cells)
    {
        rows.Append("<tr>");
        for (int i = 0; i < cells.Count; i++)
        {
            string style = string.Join(' ', new[] { columns[i].IsNumber ? "n" : "", best.Contains(i) ? "best" : "" }.Where(s => s.Length > 0));
            rows.Append(style.Length > 0 ? $"<td class=\"{style}\">" : "<td>");
            if (i == 0 && colour is not null)
                rows.Append(HtmlPage.Key(colour));
            rows.Append(HtmlPage.Text(cells[i])).Append("</td>");
        }

        rows.Append("</tr>\n");
    }

    public void Add(params string[] cells) => Add(null, new HashSet<int>(), cells);

    public string Html()
    {
        string head = string.Concat(columns.Select(c => $"<th{(c.IsNumber ? " class=\"n\"" : "")}>{HtmlPage.Text(c.Title)}</th>"));
        return $"<div class=\"scroll\"><table class=\"wide\"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>";
    }
}
