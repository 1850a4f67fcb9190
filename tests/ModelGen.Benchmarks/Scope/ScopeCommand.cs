using System.CommandLine;
using ModelGen.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Scope;

/// <summary><c>scope</c>: generated networks, which plan their memory, beside the same written by hand under a dispose scope for each step.</summary>
internal static class ScopeCommand
{
    private const double PeakAim = 0.65;
    private const double TimeAim = 1;
    private static readonly string[] Networks = ["ResNet20", "ResNet18"];

    public static Command Create()
    {
        var batch = new Option<int>("--batch") { HelpName = "N", DefaultValueFactory = _ => 128, Description = "Images of a step." };
        return new BenchCommand(
            "scope", "Planned memory beside a dispose scope for each step: forward and backward, each in a fresh process.", settings => Run(settings, settings.Parsed.GetValue(batch)),
            seconds: 1, rows: "networks") { batch };
    }

    private static void Run(BenchSettings settings, int batch)
    {
        // Norms have no variance of a single value.
        if (batch < 2)
            throw new UserError($"--batch {batch}: expected at least 2");
        var rows = settings.Select(Networks, n => n).SelectMany(n => Measure(n, batch, settings)).ToList();
        var table = new TextTable(
            ("network", false), ("written", false), ("base, MB", true), ("peak above, MB", true), ("planned to this", true), ("step, ms", true), ("planned to this", true));
        foreach (var r in rows)
        {
            table.Add(
                r.Network, r.Writing, Invariant($"{r.Base / 1e6:f0}"), Invariant($"{r.PeakAboveBase / 1e6:f0}"), Invariant($"{r.PeakRatio:f2}"),
                Invariant($"{r.StepSeconds * 1e3:f1}"), Invariant($"{r.TimeRatio:f2}"));
        }

        table.Write(Console.Out);
        Console.WriteLine(Invariant($"aims: peak above the base at most {PeakAim}, time at most {TimeAim} of those written by hand"));
        settings.Write(new { rounds = settings.Rounds, batch, peak_aim = PeakAim, time_aim = TimeAim, rows });
    }

    /// <summary>With the same weights all writings must give the same loss: else they are not the same network.</summary>
    private static void Check(string network, Writing[] writings)
    {
        const int Batch = 8;
        var losses = writings.Select(w => OwnProcess.Run<ScopeReply>(ScopeWork.Name, new ScopeRequest(network, w, Batch, Seconds: 0, SameWeights: true)).Loss).ToList();
        if (losses.Any(l => !(Math.Abs(l - losses[0]) < 1e-4 * Math.Abs(losses[0]))))
            throw new InvalidOperationException($"{network}: losses differ: {string.Join(", ", losses)}");
    }

    private static List<ScopeFigures> Measure(string network, int batch, BenchSettings settings)
    {
        var writings = Enum.GetValues<Writing>();
        Check(network, writings);
        var replies = writings.ToDictionary(w => w, _ => new List<ScopeReply>());
        for (int round = 0; round < settings.Rounds; round++)
        {
            foreach (var writing in writings)
                replies[writing].Add(OwnProcess.Run<ScopeReply>(ScopeWork.Name, new ScopeRequest(network, writing, batch, settings.Seconds)));
        }

        var planned = replies[Writing.Generated];
        return [.. writings.Select(w => new ScopeFigures(
            network, w switch { Writing.Generated => "generated", Writing.ByHand => "by hand", _ => "by hand, in place" },
            Samples.MedianOf(replies[w].Select(r => r.Base)), Samples.MedianOf(replies[w].Select(Above)),
            Samples.MedianOf(planned.Zip(replies[w], (p, r) => Above(p) / Above(r))),
            Samples.MedianOf(replies[w].Select(r => r.Seconds)), Samples.MedianOf(planned.Zip(replies[w], (p, r) => p.Seconds / r.Seconds))))];
    }

    private static double Above(ScopeReply reply) => reply.Peak - reply.Base;

    /// <summary>Bytes and seconds; ratios are the generated network's figure to this one's.</summary>
    private sealed record ScopeFigures(
        string Network, string Writing, double Base, double PeakAboveBase, double PeakRatio, double StepSeconds, double TimeRatio);
}
