namespace ModelGen.Benchmarks.Training;

/// <summary>PyTorch's training steps: tests/peers/train_steps.py.</summary>
/// <param name="keepsBlocks">Whether glibc keeps large freed blocks, by the environment: what the system provider asks of it by mallopt.</param>
internal sealed class TrainingPeer(bool keepsBlocks) : PythonPeer("train_steps.py", keepsBlocks ? KeptBlocks : [])
{
    private static readonly (string, string)[] KeptBlocks =
    [
        ("MALLOC_MMAP_THRESHOLD_", "1073741824"), ("MALLOC_TRIM_THRESHOLD_", "2147483647"), ("MALLOC_TOP_PAD_", "67108864"),
    ];

    /// <summary>Of a step; not a number where PyTorch cannot.</summary>
    public double Seconds(TrainingNetwork network, bool channelsLast, bool bfloat16, double seconds) => Ask(
        new
        {
            model = network.Name, reference = network.Info.Reference, classes = network.Info.Classes, side = network.Side, batch = network.Batch,
            channels_last = channelsLast, bfloat16, seconds,
        },
        "seconds");
}
