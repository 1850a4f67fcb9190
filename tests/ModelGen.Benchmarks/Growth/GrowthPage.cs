using ModelGen.Reports;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Growth;

/// <summary>The page of <c>growth</c>: a table and two plots for each series, one file that opens offline.</summary>
internal static class GrowthPage
{
    /// <exception cref="UserError">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<GrowthFigures> all)
    {
        var page = new HtmlPage("How a training step grows");
        page.Paragraph("Float32, channels last; each point in a process of its own. Lines are least squares of the relative deviations.", "quiet");
        foreach (var figures in all)
        {
            page.Heading($"{figures.Name}: {figures.Title}");
            page.Add("<div class=\"pair\">" + Plot("step, ms", figures, figures.Time, r => r.StepSeconds * 1e3)
                + Plot("peak above the base, MB", figures, figures.Memory, r => r.PeakAboveBase / 1e6) + "</div>");
            page.Paragraph(GrowthCommand.Line("step, ms", figures.Time, figures.Unit));
            page.Paragraph(GrowthCommand.Line("peak, MB", figures.Memory, figures.Unit));
            page.Add(Table(figures).Html());
        }

        page.Write(path);
    }

    private static string Plot(string caption, GrowthFigures figures, LinearFit line, Func<GrowthRow, double> value) => HtmlPage.Figure(caption, new Chart
    {
        X = [.. figures.Rows.Select(r => r.X)], XLabel = figures.Unit, Fractions = true, Unit = "number", Height = 260,
        Series =
        [
            new("measured", Chart.Colour(0), [.. figures.Rows.Select(r => (double?)value(r))]) { Points = true },
            new("line", Chart.Colour(7), [.. figures.Rows.Select(r => (double?)line.At(r.X))]) { Dashed = true },
        ],
    });

    private static HtmlTable Table(GrowthFigures figures)
    {
        var table = new HtmlTable((figures.Name, false), ("step, ms", true), ("peak above base, MB", true), ("planned, MB", true));
        foreach (var r in figures.Rows)
            table.Add(r.Name, Invariant($"{r.StepSeconds * 1e3:f1}"), Invariant($"{r.PeakAboveBase / 1e6:f0}"), Invariant($"{r.Planned / 1e6:f0}"));
        return table;
    }
}
