using System.Globalization;
using System.Text;

namespace ModelGen.Reports;

/// <summary>Confusion matrices: a heat map where there are few classes, the most frequent confusions where there are many.</summary>
internal static class ConfusionHtml
{
    private const int MostClasses = 20;
    private const int MostPairs = 15;

    /// <param name="matrix">Row by true class, column by predicted class.</param>
    /// <param name="classes">Their names.</param>
    public static string Of(IReadOnlyList<IReadOnlyList<int>> matrix, IReadOnlyList<string> classes) =>
        matrix.Count == 0 ? "" : matrix.Count <= MostClasses ? HeatMap(matrix, classes) : Pairs(matrix, classes);

    /// <summary>The sum of several, of one shape.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Sum(IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> matrices) => matrices.Count == 0 ? []
        : [.. matrices[0].Select((row, t) => (IReadOnlyList<int>)[.. row.Select((_, p) => matrices.Sum(m => m[t][p]))])];

    private static string HeatMap(IReadOnlyList<IReadOnlyList<int>> matrix, IReadOnlyList<string> classes)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th></th>");
        html.AppendJoin("", classes.Select(c => $"<th>{HtmlPage.Text(c)}</th>")).Append("</tr></thead><tbody>\n");
        for (int t = 0; t < matrix.Count; t++)
        {
            double total = Math.Max(1, matrix[t].Sum());
            html.Append("<tr><th>").Append(HtmlPage.Text(classes[t])).Append("</th>");
            for (int p = 0; p < matrix[t].Count; p++)
            {
                double share = matrix[t][p] / total;
                // The root lifts the rare confusions, which are what one looks for.
                string shade = Math.Sqrt(share).ToString("0.###", CultureInfo.InvariantCulture);
                string ink = share > 0.3 ? ";color:var(--paper)" : "";
                html.Append(CultureInfo.InvariantCulture, $"<td style=\"background:rgba(var(--heat),{shade}){ink}\" title=\"{HtmlPage.Text(classes[t])} taken for {HtmlPage.Text(classes[p])}: {matrix[t][p]}\">{(share >= 0.005 ? (100 * share).ToString("0", CultureInfo.InvariantCulture) : "")}</td>");
            }

            html.Append("</tr>\n");
        }

        return html.Append("</tbody></table></div>").ToString();
    }

    private static string Pairs(IReadOnlyList<IReadOnlyList<int>> matrix, IReadOnlyList<string> classes)
    {
        var table = new HtmlTable(("class", false), ("taken for", false), ("images", true));
        var pairs = matrix.SelectMany((row, t) => row.Select((count, p) => (Count: count, True: t, Predicted: p)))
            .Where(x => x.True != x.Predicted && x.Count > 0).OrderByDescending(x => x.Count).Take(MostPairs);
        foreach (var (count, t, p) in pairs)
            table.Add(classes[t], classes[p], count.ToString(CultureInfo.InvariantCulture));
        return table.Html();
    }
}
