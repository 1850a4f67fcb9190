using System.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Training;

/// <summary>
/// <c>train</c>: images a second of training steps, ours in float32 and bfloat16 and PyTorch's as it comes (float32, contiguous) and tuned the same
/// way (channels last, large blocks kept). Each round measures all five in turn; figures and ratios are medians over the rounds.
/// </summary>
internal static class TrainCommand
{
    private const double WarmUp = 0.3;

    public static Command Create() => new BenchCommand(
        "train", "Training steps beside PyTorch; about five minutes for all networks.", Run, seconds: 1, rows: "networks");

    private static void Run(BenchSettings settings)
    {
        var networks = settings.Select(TrainingNetwork.All, n => n.Name);
        var limits = MachineLimits.Measure();
        Console.WriteLine(limits);
        var all = new List<TrainFigures>();
        foreach (var network in networks)
        {
            all.Add(Measure(network, settings.Rounds, settings.Seconds));
            Print(network, all[^1], limits);
        }

        settings.Write(new { limits, networks = all });
    }

    private static TrainFigures Measure(TrainingNetwork network, int rounds, double seconds)
    {
        using var plain = new TrainingPeer(keepsBlocks: false);
        using var tuned = new TrainingPeer(keepsBlocks: true);
        using var full = network.Prepare(Precision.Float32, MemoryFormat.ChannelsLast);
        using var half = network.Prepare(Precision.Bfloat16, MemoryFormat.ChannelsLast);
        Samples Take(int count, double some) => Samples.Take(
            count,
            () => full.Seconds(some), () => plain.Seconds(network, false, false, some), () => tuned.Seconds(network, true, false, some),
            () => half.Seconds(some), () => tuned.Seconds(network, true, true, some));

        // The peers import torch while they wait for their first question, which takes seconds of both cores; and the first steps of each
        // meet cold caches and code that is not compiled yet. None of that is to be in a figure.
        Take(1, WarmUp);
        var samples = Take(rounds, seconds);
        double Speed(int which) => network.Batch / samples.Median(which);
        return new(
            network.Name, network.Batch, network.Side, rounds, Speed(0), Speed(3), Speed(1), Speed(2), Speed(4),
            samples.Ratio(1, 0), samples.Ratio(1, 3), samples.Ratio(2, 0), samples.Ratio(4, 3));
    }

    private static void Print(TrainingNetwork network, TrainFigures f, MachineLimits limits)
    {
        // Backward computes the gradients of input and weight: twice the work of forward. A multiply-add is two operations.
        double gflops = 3 * 2 * network.MultiplyAdds * f.Float32 / 1e9;
        Console.WriteLine(Invariant($"{f.Network,-17} {f.Side}×{f.Side} batch {f.Batch,3}, images/s"));
        Console.WriteLine(Invariant($"  float32  {f.Float32,7:f0}  PyTorch {f.Default,7:f0} ×{f.Float32ToDefault:f2}  tuned {f.TunedFloat32,7:f0} ×{f.Float32ToTuned:f2}  {gflops / limits.ConvolutionGflops:p0} of the machine's convolution"));
        Console.WriteLine(Invariant($"  bfloat16 {f.Bfloat16,7:f0}  PyTorch {f.Default,7:f0} ×{f.Bfloat16ToDefault:f2}  tuned {f.TunedBfloat16,7:f0} ×{f.Bfloat16ToTuned:f2}"));
    }

    /// <summary>Images a second, and ratios: above 1 where ours is faster.</summary>
    private sealed record TrainFigures(
        string Network, int Batch, int Side, int Rounds, double Float32, double Bfloat16, double Default, double TunedFloat32, double TunedBfloat16,
        double Float32ToDefault, double Bfloat16ToDefault, double Float32ToTuned, double Bfloat16ToTuned);
}
