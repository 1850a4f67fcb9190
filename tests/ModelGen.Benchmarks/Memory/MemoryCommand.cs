using System.CommandLine;
using ModelGen.Benchmarks.Training;
using ModelGen.CommandLine;
using static System.FormattableString;

namespace ModelGen.Benchmarks.Memory;

/// <summary><c>memory</c>: the peak of a process that trains, or infers, beside that of a Python process that does the same.</summary>
internal static class MemoryCommand
{
    private const double Aim = 0.8;
    private const int UsualRounds = 3;
    private static readonly long[] InferenceBatches = [1, 128];

    public static Command Create()
    {
        var batches = BatchOption.Several("Images at once of inference.", InferenceBatches);
        return new BenchCommand(
            "memory", "Peaks of resident memory beside PyTorch's, each in a fresh process. Peaks differ little from round to round: three do.",
            settings => Run(settings, BatchOption.Checked(settings.Parsed.GetValue(batches)!)), rows: "networks", usualRounds: UsualRounds) { batches };
    }

    private static void Run(BenchSettings settings, long[] batches)
    {
        var rows = new List<MemoryFigures>();
        foreach (var network in settings.Select(TrainingNetwork.All, n => n.Name))
        {
            foreach (var request in Requests(network, batches))
                rows.Add(Measure(network, request, settings.Rounds));
        }

        Print(rows);
        settings.Write(new { rounds = settings.Rounds, aim = Aim, rows });
    }

    private static IEnumerable<MemoryRequest> Requests(TrainingNetwork network, long[] batches) =>
    [
        new(network.Name, Trains: true, Bfloat16: false, network.Batch),
        new(network.Name, Trains: true, Bfloat16: true, network.Batch),
        .. batches.Select(batch => new MemoryRequest(network.Name, Trains: false, Bfloat16: false, batch)),
    ];

    private static MemoryFigures Measure(TrainingNetwork network, MemoryRequest request, int rounds)
    {
        var ours = new List<MemoryReply>();
        var peers = new List<MemoryReply>();
        for (int round = 0; round < rounds; round++)
        {
            ours.Add(OwnProcess.Run<MemoryReply>(MemoryWork.Name, request));
            peers.Add(Peer(network, request));
        }

        double own = Samples.MedianOf(ours.Select(r => r.Peak)), peer = Samples.MedianOf(peers.Select(r => r.Peak));
        double ownBase = Samples.MedianOf(ours.Select(r => r.Base)), peerBase = Samples.MedianOf(peers.Select(r => r.Base));
        return new(request, own, peer, own / peer, ownBase, peerBase, (own - ownBase) / (peer - peerBase), ours[0].Planned);
    }

    /// <summary>PyTorch as it comes: float32, contiguous.</summary>
    private static MemoryReply Peer(TrainingNetwork network, MemoryRequest request)
    {
        using var peer = new PythonPeer("memory.py");
        var reply = peer.Ask(new
        {
            model = network.Name, reference = network.Info.Reference, classes = network.Info.Classes, side = network.Side, batch = request.Batch, trains = request.Trains,
        });
        return FigureFile.Parse<MemoryReply>(reply.GetRawText());
    }

    private static void Print(List<MemoryFigures> rows)
    {
        var table = new TextTable(
            ("network", false), ("work", false), ("batch", true), ("ours, MB", true), ("PyTorch", true), ("ratio", true),
            ("our base", true), ("its base", true), ("ratio above", true), ("planned", true), ("measured above base", true));
        foreach (var row in rows)
        {
            var r = row.Request;
            table.Add(
                r.Network, !r.Trains ? "inference" : r.Bfloat16 ? "training, bfloat16" : "training", $"{r.Batch}", Mega(row.Ours), Mega(row.Peer),
                Invariant($"{row.Ratio:f2}"), Mega(row.OurBase), Mega(row.PeerBase), Invariant($"{row.RatioAboveBase:f2}"), Mega(row.Planned), Mega(row.Ours - row.OurBase));
        }

        table.Write(Console.Out);
        Console.WriteLine(Invariant($"aim: a ratio of at most {Aim}; base: Torch loaded and nothing else done; planned: what the program said before it ran"));
    }

    private static string Mega(double bytes) => double.IsFinite(bytes) ? Invariant($"{bytes / 1e6:f0}") : "–";

    /// <summary>In bytes.</summary>
    private sealed record MemoryFigures(
        MemoryRequest Request, double Ours, double Peer, double Ratio, double OurBase, double PeerBase, double RatioAboveBase, double Planned);
}
