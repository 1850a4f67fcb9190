using System.Globalization;
using ModelGen.Studies;

namespace ModelGen.CommandLine;

/// <summary>The final table of a study: means and deviations over seeds.</summary>
internal static class StudySummary
{
    public static void Write(TextWriter output, Study study, IReadOnlyList<FinishedRun> runs)
    {
        if (runs.Count == 0)
            return;
        List<(string Title, bool IsNumber)> columns =
        [
            ("model", false), .. study.Sweep.Select(a => (a.Path, true)), ("seeds", true), ("best epoch", true), ("validation accuracy", true), ("test accuracy", true), ("test loss", true),
        ];
        if (study.EvaluateTraining)
            columns.InsertRange(columns.Count - 2, [("training accuracy", true), ("training loss", true)]);
        var table = new TextTable([.. columns]);
        foreach (var row in ConfigurationSummary.All(runs))
        {
            string[] training = study.EvaluateTraining ? [row.Of(r => r.Training?.Top1).Percent, row.Of(r => r.Training?.Loss).Number("f4")] : [];
            table.Add(
            [
                row.Model.Label, .. row.Point.Select(p => p.Text),
                row.Failed == 0 ? row.Runs.Count.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{row.Runs.Count} ({row.Failed} diverged)"),
                row.Of(r => r.Best?.Epoch).Number("0.#"), row.Of(r => r.Best?.ValidationAccuracy).Percent, .. training, row.Of(r => r.Test?.Top1).Percent, row.Of(r => r.Test?.Loss).Number("f4"),
            ]);
        }

        table.Write(output);
    }

    public static StudyReport Report(Study study, IReadOnlyList<FinishedRun> runs, bool interrupted) => new(
        study.Name,
        study.Title,
        interrupted,
        [.. ConfigurationSummary.All(runs).Select(row => new StudyReportRow(
            row.Model.Label,
            row.Point.ToDictionary(p => p.Path, p => p.Text),
            row.Runs.Count,
            row.Of(r => r.Best?.ValidationAccuracy).Mean,
            row.Of(r => r.Best?.ValidationAccuracy).Deviation,
            row.Of(r => r.Test?.Top1).Mean,
            row.Of(r => r.Test?.Top1).Deviation))],
        [.. runs.Select(r => new StudyReportRun(r.Plan.Name, r.Plan.Model.Label, r.Plan.Point.ToDictionary(p => p.Path, p => p.Text), r.Result))]);
}

/// <summary>What <c>--json</c> writes of a study.</summary>
internal sealed record StudyReport(string Study, string? Title, bool Interrupted, IReadOnlyList<StudyReportRow> Configurations, IReadOnlyList<StudyReportRun> Runs);

internal sealed record StudyReportRow(
    string Model, IReadOnlyDictionary<string, string> Settings, int Seeds, double? ValidationAccuracy, double? ValidationDeviation, double? TestAccuracy, double? TestDeviation);

internal sealed record StudyReportRun(string Name, string Model, IReadOnlyDictionary<string, string> Settings, RunResult Result);
