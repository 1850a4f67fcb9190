using System.CommandLine;
using ModelGen.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Growth;

/// <summary><c>growth</c>: how a training step's time and memory grow with depth, batch and size of the images.</summary>
internal static class GrowthCommand
{
    public static Command Create()
    {
        var page = new Option<string?>("--out") { HelpName = "FILE.html", Description = "Also write a page with tables and plots there." };
        var largest = new Option<double?>("--at-most") { HelpName = "X", Description = "Leave out points with more layers, images or thousand pixels than this." };
        return new BenchCommand(
            "growth", "Step time and peak memory over depth, batch and image size, each point in a fresh process.",
            settings => Run(settings, settings.Parsed.GetValue(page), settings.Parsed.GetValue(largest)), seconds: 0.3, rows: "series (depth, batch, side)") { page, largest };
    }

    private static void Run(BenchSettings settings, string? page, double? largest)
    {
        var all = new List<GrowthFigures>();
        foreach (var series in settings.Select(GrowthSeries.All, s => s.Name))
        {
            var points = series.Points.Where(p => p.X <= (largest ?? double.MaxValue)).ToList();
            if (points.Count < 2)
                throw new UserError(Invariant($"--at-most {largest}: leaves {points.Count} of the {series.Points.Count} points of {series.Name}; expected at least {series.Points[1].X}"));
            all.Add(Measure(series, points, settings));
            Print(all[^1]);
        }

        if (page is not null)
            GrowthPage.Write(page, all);
        settings.Write(new { rounds = settings.Rounds, series = all });
    }

    private static GrowthFigures Measure(GrowthSeries series, IReadOnlyList<GrowthPoint> points, BenchSettings settings)
    {
        var rows = points.Select(p =>
        {
            var reply = OwnProcess.Run<GrowthReply>(GrowthWork.Name, new GrowthRequest(p.Network, p.Side, p.Batch, settings.Rounds, settings.Seconds));
            return new GrowthRow(p.Name, p.X, reply.StepSeconds, reply.Peak - reply.Base, reply.Planned);
        }).ToList();
        return new(
            series.Name, series.Title, series.Unit, rows,
            LinearFit.Through([.. rows.Select(r => (r.X, r.StepSeconds * 1e3))]), LinearFit.Through([.. rows.Select(r => (r.X, r.PeakAboveBase / 1e6))]));
    }

    private static void Print(GrowthFigures figures)
    {
        Console.WriteLine($"{figures.Name}: {figures.Title}");
        var table = new TextTable(
            (figures.Name, false), ("step, ms", true), ("from the line", true), ("peak above base, MB", true), ("from the line", true), ("planned, MB", true));
        foreach (var r in figures.Rows)
        {
            double time = r.StepSeconds * 1e3, memory = r.PeakAboveBase / 1e6;
            table.Add(
                r.Name, Invariant($"{time:f1}"), Invariant($"{(time / figures.Time.At(r.X)) - 1:+0.0%;-0.0%}"),
                Invariant($"{memory:f0}"), Invariant($"{(memory / figures.Memory.At(r.X)) - 1:+0.0%;-0.0%}"), Invariant($"{r.Planned / 1e6:f0}"));
        }

        table.Write(Console.Out);
        Console.WriteLine(Line("step, ms", figures.Time, figures.Unit));
        Console.WriteLine(Line("peak, MB", figures.Memory, figures.Unit));
    }

    public static string Line(string what, LinearFit fit, string unit) => Invariant(
        $"{what} = {fit.Intercept:g3} + {fit.Slope:g4} · {unit}; the slope ± {fit.SlopeDeviation / fit.Slope:p1}, points at most {fit.LargestDeviation:p1} from the line");
}
