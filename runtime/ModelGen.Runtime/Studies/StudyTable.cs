using System.Globalization;
using System.Text;

namespace ModelGen.Studies;

/// <summary>A run and what came of it.</summary>
internal sealed record FinishedRun(StudyRun Plan, RunResult Result);

/// <summary>What seeds of one configuration come to.</summary>
/// <param name="Runs">Those that went through.</param>
/// <param name="Failed">Those that diverged.</param>
internal sealed record ConfigurationSummary(StudyModel Model, IReadOnlyList<Setting> Point, IReadOnlyList<FinishedRun> Runs, int Failed)
{
    public string Name => Point.Count == 0 ? Model.Label : $"{Model.Label}, {string.Join(", ", Point)}";

    public Spread Of(Func<RunResult, double?> figure) => Spread.Of(Runs.Select(r => figure(r.Result)));

    public static IReadOnlyList<ConfigurationSummary> All(IEnumerable<FinishedRun> runs) => [.. runs
        .GroupBy(r => r.Plan.Configuration)
        .Select(g => new ConfigurationSummary(
            g.First().Plan.Model, g.First().Plan.Point, [.. g.Where(r => r.Result.Failure is null)], g.Count(r => r.Result.Failure is not null)))];
}

/// <summary>Mean and sample deviation (n − 1) over seeds; both null without values, the deviation also for a single one.</summary>
internal readonly record struct Spread(double? Mean, double? Deviation, int Count)
{
    public static Spread Of(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length == 0)
            return new(null, null, 0);
        double mean = known.Average();
        double? deviation = known.Length > 1 ? Math.Sqrt(known.Sum(v => (v - mean) * (v - mean)) / (known.Length - 1)) : null;
        return new(mean, deviation, known.Length);
    }

    /// <summary>81.23 ± 0.12 %.</summary>
    public string Percent => Mean is not { } mean ? "–"
        : Deviation is { } deviation ? Invariant($"{100 * mean:f2} ± {100 * deviation:f2} %") : Invariant($"{100 * mean:f2} %");

    public string Number(string format) => Mean is not { } mean ? "–"
        : Deviation is { } deviation ? $"{mean.ToString(format, CultureInfo.InvariantCulture)} ± {deviation.ToString(format, CultureInfo.InvariantCulture)}"
        : mean.ToString(format, CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// <c>results.csv</c>: a line for each finished run, in the study's order. Times are not in it, so that it depends on the study alone: an
/// interrupted one that is taken up again ends with the same bytes.
/// </summary>
internal static class StudyTable
{
    public static string Csv(Study study, IEnumerable<FinishedRun> runs)
    {
        var text = new StringBuilder();
        string[] columns =
        [
            "model", .. study.Sweep.Select(a => a.Path), "seed", "status", "epochs", "best_epoch", "best_validation_accuracy", "train_loss", "train_accuracy",
            "validation_loss", "validation_accuracy", "test_loss", "test_accuracy", "test_top5",
            .. study.EvaluateTraining ? ["final_train_loss", "final_train_accuracy"] : (string[])[],
        ];
        text.AppendJoin(',', columns.Select(Cell)).Append('\n');
        foreach (var (plan, result) in runs)
        {
            string[] cells =
            [
                plan.Model.Label, .. plan.Point.Select(p => p.Text), Number(plan.Seed), Status(result), Number(result.Epochs.Count),
                Number(result.Best?.Epoch), Number(result.Best?.ValidationAccuracy), Number(result.Last?.TrainLoss), Number(result.Last?.TrainAccuracy),
                Number(result.Last?.ValidationLoss), Number(result.Last?.ValidationAccuracy), Number(result.Test?.Loss), Number(result.Test?.Top1), Number(result.Test?.Top5),
                .. study.EvaluateTraining ? [Number(result.Training?.Loss), Number(result.Training?.Top1)] : (string[])[],
            ];
            text.AppendJoin(',', cells.Select(Cell)).Append('\n');
        }

        return text.ToString();
    }

    private static string Status(RunResult result) => result.Failure is not null ? "diverged" : result.StoppedEarly ? "stopped early" : "finished";

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Number(double? value) => value?.ToString("F6", CultureInfo.InvariantCulture) ?? "";

    private static string Cell(string text) => text.AsSpan().IndexOfAny(",\"\n\r") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
