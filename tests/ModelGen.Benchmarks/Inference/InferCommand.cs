using System.CommandLine;
using ModelGen.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Inference;

/// <summary>
/// <c>infer</c>: images a second of inference forms, of PyTorch eager and of its optimize_for_inference, at batch 1 and 128, float32. PyTorch runs
/// with one thread and with all: its second thread often costs it time at batch 1, and the better of the two is the one we are compared with.
/// </summary>
internal static class InferCommand
{
    private static readonly long[] Usual = [1, 128];

    public static Command Create()
    {
        var batches = BatchOption.Several("Images at once.", Usual);
        return new BenchCommand("infer", "Inference beside PyTorch.", settings => Run(settings, BatchOption.Checked(settings.Parsed.GetValue(batches)!)), seconds: 0.25, rows: "networks") { batches };
    }

    private static void Run(BenchSettings settings, long[] batches)
    {
        var rows = new List<InferFigures>();
        foreach (var network in settings.Select(Network.All, n => n.Name))
        {
            foreach (long batch in batches)
            {
                rows.Add(Measure(network, batch, settings));
                var r = rows[^1];
                Console.WriteLine(Invariant($"{r.Network,-17} batch {batch,3}  {r.Ours,9:n1} img/s  eager {r.Eager.Best,9:n1} ×{r.Eager.Ratio:f2} ({r.Eager})  optimized {r.Optimized.Best,9:n1} ×{r.Optimized.Ratio:f2} ({r.Optimized})  [{r.Form}]"));
            }
        }

        settings.Write(new { rounds = settings.Rounds, networks = rows });
    }

    private static InferFigures Measure(Network network, long batch, BenchSettings settings)
    {
        using var peer = new InferencePeer();
        using var ours = network.Prepare(batch);
        int all = Environment.ProcessorCount;
        Func<double> Peer(string form, int threads) => () => peer.Seconds(network, batch, form, threads, settings.Seconds);
        var samples = Samples.Take(
            settings.Rounds, () => ours.Seconds(settings.Seconds), Peer("eager", 1), Peer("eager", all), Peer("optimized", 1), Peer("optimized", all));
        PeerFigures Better(int one, int more) => new(
            batch / samples.Median(one), batch / samples.Median(more), all, samples.Ratio(samples.Median(one) < samples.Median(more) ? one : more, 0));
        return new(network.Name, network.Side, batch, batch / samples.Median(0), Better(1, 2), Better(3, 4), ours.Description);
    }

    private sealed record InferFigures(string Network, long Side, long Batch, double Ours, PeerFigures Eager, PeerFigures Optimized, string Form);

    /// <param name="OneThread">Images a second.</param>
    /// <param name="AllThreads">Images a second.</param>
    /// <param name="Threads">How many all are.</param>
    /// <param name="Ratio">How much faster ours is than the better of the two.</param>
    private sealed record PeerFigures(double OneThread, double AllThreads, int Threads, double Ratio)
    {
        public double Best => Math.Max(OneThread, AllThreads);

        public override string ToString() => Invariant($"1 thread {OneThread:n1}, {Threads} threads {AllThreads:n1}");
    }
}
