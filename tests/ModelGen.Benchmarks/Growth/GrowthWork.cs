using System.Text.Json;
using ModelGen.Benchmarks.Training;

namespace ModelGen.Benchmarks.Growth;

/// <param name="Network">Its name.</param>
/// <param name="Side">Of its images, in pixels.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="Rounds">Measurements.</param>
/// <param name="Seconds">Of a measurement.</param>
internal sealed record GrowthRequest(string Network, int Side, int Batch, int Rounds, double Seconds);

/// <param name="StepSeconds">The median.</param>
/// <param name="Base">Resident when Torch was loaded, in bytes.</param>
/// <param name="Peak">Resident at most, in bytes.</param>
/// <param name="Planned">What a step was planned to take, in bytes.</param>
internal sealed record GrowthReply(double StepSeconds, double Base, double Peak, double Planned);

/// <summary>Training steps of one network in this process.</summary>
internal static class GrowthWork
{
    public const string Name = "growth";

    public static object Run(JsonElement json)
    {
        var request = FigureFile.Parse<GrowthRequest>(json.GetRawText());
        TorchSharp.torch.zeros(1).Dispose();
        double before = ResidentMemory.Now;
        using var steps = new TrainingNetwork(request.Network, request.Side, request.Batch).Prepare(Precision.Float32, MemoryFormat.ChannelsLast);
        steps.Step();
        var samples = Samples.Take(request.Rounds, () => steps.Seconds(request.Seconds));
        return new GrowthReply(samples.Median(0), before, ResidentMemory.Peak, steps.Planned.Peak);
    }
}
