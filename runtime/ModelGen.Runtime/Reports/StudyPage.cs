using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelGen.Compiler.Backends.Diagram;
using ModelGen.Export;
using ModelGen.Studies;
using ModelGen.Training;

namespace ModelGen.Reports;

/// <summary>The page of a study: final table, scores over what was swept, curves, confusion matrices, models, every run.</summary>
internal sealed class StudyPage(Study study, IReadOnlyList<FinishedRun> runs, int planned)
{
    private readonly IReadOnlyList<ConfigurationSummary> rows = ConfigurationSummary.All(runs);

    public void Write(string path)
    {
        var page = new HtmlPage(study.Title ?? study.Name);
        if (study.Description is { } description)
            page.Paragraph(description, "quiet");
        Facts(page);
        page.Heading("Results");
        page.Paragraph("Mean and sample deviation over seeds. The test figures are those of the weights after the last epoch.", "quiet");
        page.Add(FinalTable().Html());
        Scores(page);
        Curves(page);
        Confusions(page);
        Models(page);
        page.Heading("Every run");
        page.Add(RunTable().Html());
        page.Write(path);
    }

    private void Facts(HtmlPage page)
    {
        var first = runs[0].Result;
        page.Facts(
        [
            ("data", $"{first.Data.Name}, {Count(first.TrainImages)} training and {Count(first.Run.Validation)} validation images"),
            ("runs", runs.Count == planned ? Count(planned) : $"{Count(runs.Count)} of {Count(planned)}"),
            ("epochs", Range(runs.Select(r => r.Result.Run.Recipe.Epochs))),
            ("seeds", string.Join(", ", runs.Select(r => r.Plan.Seed).Distinct())),
        ]);
        if (first.Data.Synthetic)
            page.Paragraph("The images are made by the program: the figures say nothing about real pictures.", "note");
    }

    private HtmlTable FinalTable()
    {
        List<(string, bool)> columns = [("model", false), .. study.Sweep.Select(a => (a.Path, true)), ("parameters", true), ("seeds", true), ("best epoch", true), ("best validation", true)];
        if (study.EvaluateTraining)
            columns.AddRange([("training accuracy", true), ("training loss", true)]);
        columns.AddRange([("test accuracy", true), ("test loss", true), ("s per epoch", true)]);
        var table = new HtmlTable([.. columns]);
        double? best = rows.Max(r => r.Of(x => x.Test?.Top1).Mean);
        for (int i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            string[] training = study.EvaluateTraining ? [row.Of(r => r.Training?.Top1).Percent, row.Of(r => r.Training?.Loss).Number("f4")] : [];
            string[] cells =
            [
                row.Model.Label, .. row.Point.Select(p => p.Text), Count(row.Model.Info.ParameterCount),
                row.Failed > 0 ? $"{row.Runs.Count} ({row.Failed} diverged)" : Count(row.Runs.Count),
                row.Of(r => r.Best?.Epoch).Number("0.#"), row.Of(r => r.Best?.ValidationAccuracy).Percent, .. training,
                row.Of(r => r.Test?.Top1).Percent, row.Of(r => r.Test?.Loss).Number("f4"), row.Of(r => r.SecondsPerEpoch).Number("f1"),
            ];
            bool isBest = rows.Count > 1 && row.Of(r => r.Test?.Top1).Mean is { } mean && mean == best;
            table.Add(Chart.Colour(i), isBest ? new HashSet<int> { cells.Length - 3 } : new HashSet<int>(), cells);
        }

        return table;
    }

    /// <summary>Test and validation accuracy with deviations: over the values of a sweep, or side by side.</summary>
    private void Scores(HtmlPage page)
    {
        if (rows.Count < 2)
            return;
        page.Heading(study.Sweep.Count == 1 ? $"Scores by {study.Sweep[0].Path}" : "Scores");
        double[] x = [.. Enumerable.Range(0, rows.Count).Select(i => (double)i)];
        var test = rows.Select(r => r.Of(x => x.Test?.Top1)).ToList();
        var validation = rows.Select(r => r.Of(x => x.Best?.ValidationAccuracy)).ToList();
        string[] names = [.. rows.Select(ShortName)];
        page.Add(HtmlPage.Figure("Accuracy, with one deviation over seeds to each side", new Chart
        {
            X = x, XNames = names, XLabel = "", Unit = "percent", Height = 260,
            Series = [Points("test", 0, test), Points("best validation", 1, validation)],
        }));
    }

    private string ShortName(ConfigurationSummary row)
    {
        string point = string.Join(" ", row.Point.Select(p => p.Text));
        if (study.Models.Count == 1 && point.Length > 0)
            return point;
        string common = CommonPrefix([.. rows.Select(r => r.Model.Label)]);
        string label = row.Model.Label.Length > common.Length ? row.Model.Label[common.Length..] : row.Model.Label;
        return point.Length > 0 ? $"{label} {point}" : label;
    }

    /// <summary>Up to the last underscore that all labels share: PreResNet20_P0, PreResNet20_P6 → PreResNet20_.</summary>
    private static string CommonPrefix(IReadOnlyList<string> labels)
    {
        int length = 0;
        while (length < labels.Min(l => l.Length) && labels.All(l => l[length] == labels[0][length]))
            length++;
        return labels[0][..(labels[0].LastIndexOf('_', Math.Max(0, length - 1)) + 1)];
    }

    private static ChartSeries Points(string label, int colour, List<Spread> values) => new(label, Chart.Colour(colour), [.. values.Select(v => v.Mean)])
    {
        Points = true,
        Low = [.. values.Select(v => v.Mean - v.Deviation)],
        High = [.. values.Select(v => v.Mean + v.Deviation)],
    };

    private void Curves(HtmlPage page)
    {
        var shown = rows.Where(r => r.Runs.Any(x => x.Result.Epochs.Count > 0)).ToList();
        if (shown.Count == 0)
            return;
        page.Heading("Curves");
        page.Paragraph("Lines are means over seeds, bands run from the lowest to the highest. While it learns, a model is measured with augmentation and dropout on.", "quiet");
        if (shown.Count > 1 && shown.Any(r => r.Runs.Any(x => x.Result.Best is not null)))
            page.Add(HtmlPage.Figure("Validation accuracy of all", All(shown)));
        var cards = new StringBuilder("<div class=\"grid\" style=\"margin-top:28px\">\n");
        foreach (var row in shown)
        {
            cards.Append($"<section><h3>{HtmlPage.Key(Chart.Colour(Index(row)))}{HtmlPage.Text(row.Name)}</h3><div class=\"pair\">")
                .Append(HtmlPage.Figure("loss", Pair(row, "number", e => e.TrainLoss, e => e.ValidationLoss)))
                .Append(HtmlPage.Figure("accuracy", Pair(row, "percent", e => e.TrainAccuracy, e => e.ValidationAccuracy)))
                .Append("</div></section>\n");
        }

        page.Add(cards.Append("</div>").ToString());
    }

    private int Index(ConfigurationSummary row) => rows.Select((r, i) => (r, i)).First(x => ReferenceEquals(x.r, row)).i;

    private Chart All(List<ConfigurationSummary> shown) => new()
    {
        X = Epochs(shown.SelectMany(r => r.Runs)), XLabel = "epoch", Unit = "percent", Height = 320,
        Series = [.. shown.Select(r => Line(r.Name, Index(r), r, Epochs(shown.SelectMany(x => x.Runs)), e => e.ValidationAccuracy) with { Dashed = Index(r) >= 8, Low = null, High = null })],
    };

    private static Chart Pair(ConfigurationSummary row, string unit, Func<EpochResult, double?> train, Func<EpochResult, double?> validation)
    {
        var x = Epochs(row.Runs);
        List<ChartSeries> series = [Line("training", 0, row, x, train)];
        if (row.Runs.Any(r => r.Result.Epochs.Any(e => validation(e) is not null)))
            series.Add(Line("validation", 1, row, x, validation));
        return new Chart { X = x, XLabel = "epoch", Unit = unit, Series = series, Height = 210 };
    }

    private static double[] Epochs(IEnumerable<FinishedRun> runs) => [.. Enumerable.Range(1, runs.Max(r => r.Result.Epochs.Count)).Select(e => (double)e)];

    private static ChartSeries Line(string label, int colour, ConfigurationSummary row, double[] x, Func<EpochResult, double?> figure)
    {
        var values = x.Select(epoch => row.Runs.Where(r => r.Result.Epochs.Count >= epoch).Select(r => figure(r.Result.Epochs[(int)epoch - 1]))
            .Where(v => v is { } number && double.IsFinite(number)).ToList()).ToList();
        var line = new ChartSeries(label, Chart.Colour(colour), [.. values.Select(v => v.Average())]);
        return row.Runs.Count < 2 ? line : line with { Low = [.. values.Select(v => v.Min())], High = [.. values.Select(v => v.Max())] };
    }

    private void Confusions(HtmlPage page)
    {
        var shown = rows.Where(r => r.Runs.Any(x => x.Result.Test is { ConfusionMatrix.Count: > 0 })).ToList();
        if (shown.Count == 0)
            return;
        page.Heading("Confusions on the test images");
        page.Paragraph("Rows are true classes, columns predicted ones, in percent of the row, over all seeds.", "quiet");
        var cards = new StringBuilder("<div class=\"grid\">\n");
        foreach (var row in shown)
        {
            var sum = ConfusionHtml.Sum([.. row.Runs.Select(r => r.Result.Test?.ConfusionMatrix).OfType<IReadOnlyList<IReadOnlyList<int>>>().Where(m => m.Count > 0)]);
            cards.Append($"<section><h3>{HtmlPage.Key(Chart.Colour(Index(row)))}{HtmlPage.Text(row.Name)}</h3>{ConfusionHtml.Of(sum, row.Runs[0].Result.Data.ClassNames)}</section>\n");
        }

        page.Add(cards.Append("</div>").ToString());
    }

    private void Models(HtmlPage page)
    {
        page.Heading("Models and recipes");
        foreach (var row in rows)
        {
            string recipe = JsonSerializer.Serialize(row.Runs.Count > 0 ? row.Runs[0].Plan.Configured.Recipe : row.Model.Info.Recipe, RuntimeJson.Default.Recipe);
            var rates = row.Runs.Count > 0 ? row.Runs[0].Plan.Configured.DropoutRates : [];
            string dropout = rates.Count == 0 ? "" : $"<p class=\"quiet\">dropout: {HtmlPage.Text(string.Join(", ", rates.Select(r => FormattableString.Invariant($"{r.Path} {r.Rate}"))))}</p>";
            page.Add($"<details><summary>{HtmlPage.Text(row.Name)}</summary>{Diagram(row.Model.Info)}{dropout}<pre>{HtmlPage.Text(recipe)}</pre></details>");
        }
    }

    /// <summary>As a picture of its own, so that its style stays inside; nothing where the assembly does not hold the spec.</summary>
    private static string Diagram(ModelInfo model) => SpecResources.Find(model) is { } graph
        ? $"<img alt=\"Diagram of {HtmlPage.Text(model.Name)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(DiagramBackend.Svg(graph)))}\">"
        : "";

    private HtmlTable RunTable()
    {
        var table = new HtmlTable([("run", false), ("epochs", true), ("best epoch", true), ("best validation", true), ("training loss", true), ("test accuracy", true), ("test loss", true), ("s per epoch", true)]);
        foreach (var (plan, result) in runs)
        {
            table.Add(
                $"{plan.Configuration}, seed {plan.Seed}{(result.Failure is null ? "" : " (diverged)")}", Count(result.Epochs.Count),
                result.Best is { } best ? Count(best.Epoch) : "–", Spread.Of([result.Best?.ValidationAccuracy]).Percent,
                Spread.Of([result.Last?.TrainLoss]).Number("f4"), Spread.Of([result.Test?.Top1]).Percent, Spread.Of([result.Test?.Loss]).Number("f4"),
                result.SecondsPerEpoch.ToString("f1", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Range(IEnumerable<int> numbers)
    {
        int[] all = [.. numbers.Distinct().Order()];
        return all.Length == 1 ? Count(all[0]) : $"{Count(all[0])} to {Count(all[^1])}";
    }
}
