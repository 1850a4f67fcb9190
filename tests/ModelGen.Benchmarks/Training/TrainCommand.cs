using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Training;

/// <summary>
/// <c>train</c>: images a second of training steps, ours in float32 and bfloat16 and PyTorch's as it comes (float32, contiguous) and tuned the same
/// way (channels last, large blocks kept). Each round measures all five in turn; figures and ratios are medians over the rounds.
/// </summary>
internal static class TrainCommand
{
    private static readonly JsonSerializerOptions WithNaN = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static Command Create()
    {
        var only = new Option<string?>("--only") { Description = "Networks whose name contains this." };
        var rounds = new Option<int>("--rounds") { Description = "Measurements of each.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<double>("--seconds") { Description = "Time of a measurement.", DefaultValueFactory = _ => 1 };
        var json = new Option<string?>("--json") { Description = "Also write the figures there." };
        var command = new Command("train", "Training steps beside PyTorch; about five minutes for all networks.") { only, rounds, seconds, json };
        command.SetAction(parsed =>
        {
            var limits = MachineLimits.Measure();
            Console.WriteLine(Invariant($"machine: convolution {limits.ConvolutionGflops:f0} GFLOP/s float32, copy {limits.CopyGigabytes:f1} GB/s"));
            var all = new List<TrainFigures>();
            foreach (var network in TrainingNetwork.All.Where(n => n.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)))
            {
                all.Add(Measure(network, parsed.GetValue(rounds), parsed.GetValue(seconds)));
                Print(network, all[^1], limits);
            }

            if (parsed.GetValue(json) is { } path)
                File.WriteAllText(path, JsonSerializer.Serialize(new { limits, networks = all }, WithNaN));
        });
        return command;
    }

    private static TrainFigures Measure(TrainingNetwork network, int rounds, double seconds)
    {
        using var plain = new TrainingPeer(keepsBlocks: false);
        using var tuned = new TrainingPeer(keepsBlocks: true);
        using var full = network.Prepare(Precision.Float32, MemoryFormat.ChannelsLast);
        using var half = network.Prepare(Precision.Bfloat16, MemoryFormat.ChannelsLast);
        var times = new List<double[]>();
        for (int round = 0; round < rounds; round++)
        {
            times.Add(
            [
                full.Seconds(seconds), plain.Seconds(network, false, false, seconds), tuned.Seconds(network, true, false, seconds),
                half.Seconds(seconds), tuned.Seconds(network, true, true, seconds),
            ]);
        }

        double Speed(int which) => network.Batch / Median(times.Select(t => t[which]));
        double Ratio(int theirs, int ours) => Median(times.Select(t => t[theirs] / t[ours]));
        return new(
            network.Name, network.Batch, network.Side, rounds, Speed(0), Speed(3), Speed(1), Speed(2), Speed(4), Ratio(1, 0), Ratio(1, 3), Ratio(2, 0), Ratio(4, 3));
    }

    private static void Print(TrainingNetwork network, TrainFigures f, MachineLimits limits)
    {
        // Backward computes the gradients of input and weight: twice the work of forward. A multiply-add is two operations.
        double gflops = 3 * 2 * network.MultiplyAdds * f.Float32 / 1e9;
        Console.WriteLine(Invariant($"{f.Network,-17} {f.Side}×{f.Side} batch {f.Batch,3}, images/s"));
        Console.WriteLine(Invariant($"  float32  {f.Float32,7:f0}  PyTorch {f.Default,7:f0} ×{f.Float32ToDefault:f2}  tuned {f.TunedFloat32,7:f0} ×{f.Float32ToTuned:f2}  {gflops / limits.ConvolutionGflops:p0} of the machine's convolution"));
        Console.WriteLine(Invariant($"  bfloat16 {f.Bfloat16,7:f0}  PyTorch {f.Default,7:f0} ×{f.Bfloat16ToDefault:f2}  tuned {f.TunedBfloat16,7:f0} ×{f.Bfloat16ToTuned:f2}"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    /// <summary>Images a second, and ratios: above 1 where ours is faster.</summary>
    private sealed record TrainFigures(
        string Network, int Batch, int Side, int Rounds, double Float32, double Bfloat16, double Default, double TunedFloat32, double TunedBfloat16,
        double Float32ToDefault, double Bfloat16ToDefault, double Float32ToTuned, double Bfloat16ToTuned);
}
