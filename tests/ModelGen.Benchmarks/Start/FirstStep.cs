using ModelGen.Benchmarks.Training;

namespace ModelGen.Benchmarks.Start;

/// <summary>What a process does that only makes ResNet20, trains it for one step and says so. tests/peers/first_step.py does the same.</summary>
internal static class FirstStep
{
    public const string Work = "first-step";

    public static int Run()
    {
        using var steps = TrainingNetwork.All[0].Prepare(Precision.Float32, MemoryFormat.ChannelsLast);
        steps.Step();
        Console.WriteLine("stepped");
        return 0;
    }
}
