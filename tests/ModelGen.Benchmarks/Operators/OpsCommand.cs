using System.CommandLine;
using ModelGen.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Operators;

/// <summary><c>ops</c>: the time of calls on small tensors from C#, beside the same calls from Python.</summary>
internal static class OpsCommand
{
    private const double Aim = 0.6;
    private const int CallsAtOnce = 100;
    private const double WarmUp = 0.04;
    private const int WarmUps = 3;

    public static Command Create() => new BenchCommand("ops", "Calls of small operators beside the same from Python.", Run, seconds: 0.1, rows: "operators");

    private static void Run(BenchSettings settings)
    {
        using var operands = new Operands();
        using var peer = new PythonPeer("small_ops.py");
        var rows = new List<OpFigures>();
        var ops = settings.Select(SmallOp.All(operands), o => o.Name);
        // Until the just-in-time compiler has made its last version of what all of them run: else the first ones are measured on an earlier one.
        for (int pass = 0; pass < WarmUps; pass++)
        {
            foreach (var op in ops)
                Clock.Mean(WarmUp, op.Run, CallsAtOnce);
        }

        foreach (var op in ops)
        {
            var samples = Samples.Take(
                settings.Rounds,
                () => Clock.Mean(settings.Seconds, op.Run, CallsAtOnce), () => peer.Ask(new { code = op.Python, seconds = settings.Seconds }, "seconds"));
            rows.Add(new(op.Name, samples.Median(0) * 1e9, samples.Median(1) * 1e9, samples.Ratio(0, 1)));
        }

        var table = new TextTable(("operator", false), ("ours, ns", true), ("Python, ns", true), ("ratio", true));
        foreach (var row in rows)
            table.Add(row.Operator, Invariant($"{row.OursNanoseconds:f0}"), Invariant($"{row.PeerNanoseconds:f0}"), Invariant($"{row.Ratio:f2}"));
        table.Write(Console.Out);
        double median = Samples.MedianOf(rows.Select(r => r.Ratio));
        Console.WriteLine(Invariant($"median ratio {median:f2}, largest {rows.Max(r => r.Ratio):f2} (aim: at most {Aim})"));
        settings.Write(new { rounds = settings.Rounds, aim = Aim, median_ratio = median, operators = rows });
    }

    private sealed record OpFigures(string Operator, double OursNanoseconds, double PeerNanoseconds, double Ratio);
}
