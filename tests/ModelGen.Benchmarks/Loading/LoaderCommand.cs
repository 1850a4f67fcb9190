using System.CommandLine;
using ModelGen.Benchmarks.Training;
using ModelGen.CommandLine;
using static System.FormattableString;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Loading;

/// <summary><c>loader</c>: the time to augment a batch on one core, as a share of a training step of ResNet20, and beside torchvision's transforms.</summary>
internal static class LoaderCommand
{
    private const double Aim = 0.05;

    public static Command Create() => new BenchCommand(
        "loader", "Augmenting a batch, as a share of a training step of ResNet20; torchvision's transforms for reference.", Run, seconds: 0.3, rows: "augmentations");

    private static void Run(BenchSettings settings)
    {
        var cases = settings.Select(AugmentationCase.All, c => c.Name);
        var network = TrainingNetwork.All[0];
        using var steps = network.Prepare(Precision.Float32, MemoryFormat.ChannelsLast);
        using var peer = new PythonPeer("augment.py");
        var rows = cases.Select(c => Measure(c, network, steps, peer, settings)).ToList();
        var table = new TextTable(
            ("augmentation", false), ("a batch, ms", true), ("of a step", true), ("of a step on one core", true), ("a step with the loader", true), ("torchvision, ms", true), ("ratio", true));
        foreach (var r in rows)
        {
            table.Add(
                r.Augmentation, Invariant($"{r.BatchSeconds * 1e3:f2}"), Invariant($"{r.ShareOfStep:p1}"), Invariant($"{r.ShareOfStepOnOneCore:p1}"), Invariant($"{r.WithLoader - 1:+0.0%;-0.0%}"),
                Invariant($"{r.PeerSeconds * 1e3:f1}"), Invariant($"{r.Ratio:f3}"));
        }

        table.Write(Console.Out);
        Console.WriteLine(Invariant($"{network.Name}, batch {network.Batch}: a step takes {rows[^1].StepSeconds * 1e3:f1} ms with {get_num_threads()} threads, {rows[^1].StepSecondsOnOneCore * 1e3:f1} with one (aim: at most {Aim:p0} of a step on one core)"));
        settings.Write(new { rounds = settings.Rounds, aim = Aim, network = network.Name, batch = network.Batch, rows });
    }

    private static LoaderFigures Measure(AugmentationCase @case, TrainingNetwork network, TrainingNetwork.Steps steps, PythonPeer peer, BenchSettings settings)
    {
        using var making = new BatchMaking(@case, network.Batch);
        int threads = get_num_threads();
        // Until the just-in-time compiler has made its last version.
        Clock.Mean(settings.Seconds, making.Make);
        double OnOneCore()
        {
            set_num_threads(1);
            double seconds = steps.Seconds(settings.Seconds);
            set_num_threads(threads);
            return seconds;
        }

        var samples = Samples.Take(
            settings.Rounds,
            () => Clock.Mean(settings.Seconds, making.Make), () => steps.Seconds(settings.Seconds), OnOneCore,
            () => peer.Ask(new { transform = @case.Peer, batch = network.Batch, seconds = settings.Seconds }, "seconds"),
            () => making.SecondsWithLoader(steps.Step));
        return new(
            @case.Name, samples.Median(0), samples.Median(1), samples.Median(2), samples.Median(3), samples.Ratio(0, 1), samples.Ratio(0, 2), samples.Ratio(4, 1), samples.Ratio(0, 3));
    }

    /// <param name="Augmentation">Its name.</param>
    /// <param name="BatchSeconds">To make a batch, on one core.</param>
    /// <param name="StepSeconds">Of a step without a loader.</param>
    /// <param name="StepSecondsOnOneCore">With one thread.</param>
    /// <param name="PeerSeconds">torchvision's, for a batch.</param>
    /// <param name="ShareOfStep">The batch's time to the step's.</param>
    /// <param name="ShareOfStepOnOneCore">The batch's time to the step's with one thread.</param>
    /// <param name="WithLoader">The time of a step beside which the loader works, to that of one without.</param>
    /// <param name="Ratio">The batch's time to torchvision's.</param>
    private sealed record LoaderFigures(
        string Augmentation, double BatchSeconds, double StepSeconds, double StepSecondsOnOneCore, double PeerSeconds,
        double ShareOfStep, double ShareOfStepOnOneCore, double WithLoader, double Ratio);
}
