using System.CommandLine;
using System.Globalization;

namespace ModelGen.Benchmarks.Inference;

/// <summary>
/// <c>infer</c>: images a second of inference forms, of PyTorch eager and of its optimize_for_inference, at batch 1 and 128, float32; then the peak of
/// a process that does nothing else. Each round measures all in turn; the figures are medians.
/// </summary>
internal static class InferCommand
{
    private static readonly long[] Batches = [1, 128];

    public static Command Create()
    {
        var only = new Option<string?>("--only") { Description = "Networks whose name contains this." };
        var rounds = new Option<int>("--rounds") { Description = "Measurements of each.", DefaultValueFactory = _ => 7 };
        var seconds = new Option<double>("--seconds") { Description = "Time of a measurement.", DefaultValueFactory = _ => 0.25 };
        var batches = new Option<long[]>("--batch") { Description = "Images at once.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => Batches };
        var memory = new Option<bool>("--memory") { Description = "Measure peaks of memory rather than speed." };
        var alone = new Option<bool>("--alone") { Description = "Run the inference form alone, and print this process's peak.", Hidden = true };
        var command = new Command("infer", "Inference beside PyTorch.") { only, rounds, seconds, batches, memory, alone };
        command.SetAction(parsed =>
        {
            var networks = Network.All.Where(n => n.Name.Contains(parsed.GetValue(only) ?? "", StringComparison.OrdinalIgnoreCase)).ToList();
            foreach (var network in networks)
            {
                foreach (long batch in parsed.GetValue(batches)!)
                {
                    if (parsed.GetValue(alone))
                        Console.WriteLine(network.PeakAlone(batch));
                    else if (parsed.GetValue(memory))
                        Memory(network, batch);
                    else
                        Speed(network, batch, parsed.GetValue(rounds), parsed.GetValue(seconds));
                }
            }
        });
        return command;
    }

    private static void Speed(Network network, long batch, int rounds, double seconds)
    {
        using var peer = new InferencePeer();
        using var ours = network.Prepare(batch);
        var times = new List<(double Ours, double Eager, double Optimized)>();
        for (int round = 0; round < rounds; round++)
            times.Add((ours.Seconds(seconds), peer.Seconds(network, batch, "eager", seconds), peer.Seconds(network, batch, "optimized", seconds)));
        double own = Median(times.Select(t => t.Ours)), eager = Median(times.Select(t => t.Eager)), optimized = Median(times.Select(t => t.Optimized));
        Print(string.Create(CultureInfo.InvariantCulture, $"{network.Name,-17} batch {batch,3}  {batch / own,9:n1} img/s  eager {batch / eager,9:n1}  ×{Median(times.Select(t => t.Eager / t.Ours)):f2}  optimized {batch / optimized,9:n1}  ×{Median(times.Select(t => t.Optimized / t.Ours)):f2}  [{ours.Description}]"));
    }

    private static void Memory(Network network, long batch)
    {
        double own = network.PeakOfOwnProcess(batch);
        using var peer = new InferencePeer();
        peer.Seconds(network, batch, "eager", 0);
        double eager = peer.Peak();
        Print(string.Create(CultureInfo.InvariantCulture, $"{network.Name,-17} batch {batch,3}  peak {own / 1e6,6:f0} MB  PyTorch {eager / 1e6,6:f0} MB  ×{own / eager:f2}"));
    }

    private static void Print(string line) => Console.WriteLine(line);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
