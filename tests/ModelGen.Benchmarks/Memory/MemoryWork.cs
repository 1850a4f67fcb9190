using System.Text.Json;
using ModelGen.Benchmarks.Inference;
using ModelGen.Benchmarks.Training;
using ModelGen.Training;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Memory;

/// <summary>What a process trains, or infers with.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Trains">Whether it trains.</param>
/// <param name="Bfloat16">Whether it trains in bfloat16.</param>
/// <param name="Batch">Images at once.</param>
internal sealed record MemoryRequest(string Network, bool Trains, bool Bfloat16, long Batch);

/// <summary>In bytes.</summary>
/// <param name="Base">Resident when Torch was loaded and nothing else done.</param>
/// <param name="Peak">Resident at most.</param>
/// <param name="Planned">What the program said that the work takes; not a number where it says nothing.</param>
internal sealed record MemoryReply(double Base, double Peak, double Planned);

/// <summary>The peak of this process, training or inferring and doing nothing else. tests/peers/memory.py does the same.</summary>
internal static class MemoryWork
{
    public const string Name = "memory";

    private const int Steps = 4;

    public static object Run(JsonElement json)
    {
        var request = FigureFile.Parse<MemoryRequest>(json.GetRawText());
        zeros(1).Dispose();
        double before = ResidentMemory.Now;
        double planned = request.Trains ? Train(request) : Infer(request);
        return new MemoryReply(before, ResidentMemory.Peak, planned);
    }

    private static double Train(MemoryRequest request)
    {
        var network = TrainingNetwork.All.Single(n => n.Name == request.Network) with { Batch = (int)request.Batch };
        using var steps = network.Prepare(request.Bfloat16 ? Precision.Bfloat16 : Precision.Float32, MemoryFormat.ChannelsLast);
        for (int step = 0; step < Steps; step++)
            steps.Step();
        return steps.Planned.Peak;
    }

    private static double Infer(MemoryRequest request)
    {
        using var prepared = Network.All.Single(n => n.Name == request.Network).Prepare(request.Batch);
        prepared.Seconds(0);
        return prepared.Planned;
    }
}
