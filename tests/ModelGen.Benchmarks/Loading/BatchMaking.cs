using System.Diagnostics;
using ModelGen.Data;
using TorchSharp;

namespace ModelGen.Benchmarks.Loading;

/// <summary>A way to augment images, ours and torchvision's.</summary>
/// <param name="Name">In the table.</param>
/// <param name="Steps">Ours.</param>
/// <param name="Peer">The word that tests/peers/augment.py knows it by.</param>
internal sealed record AugmentationCase(string Name, IReadOnlyList<Augmentation> Steps, string Peer)
{
    private static readonly Augmentation Crop = new Augmentation.RandomCrop(32, 4);
    private static readonly Augmentation Flip = new Augmentation.HorizontalFlip();

    public static IReadOnlyList<AugmentationCase> All { get; } =
    [
        new("normalise", [], "normalise"),
        new("crop, flip, normalise", [Crop, Flip], "crop_flip"),
        new("crop, flip, cutout, normalise", [Crop, Flip, new Augmentation.Cutout(8)], "cutout"),
        new("crop, flip, RandAugment, normalise", [Crop, Flip, new Augmentation.RandAugment()], "rand_augment"),
    ];
}

/// <summary>Makes augmented batches on one thread, as a loader's background thread does.</summary>
internal sealed class BatchMaking : IDisposable
{
    private const int Batches = 8;

    private readonly Dataset data;
    private readonly BatchWriter writer;
    private readonly BatchBuffer buffer;
    private readonly BatchLoader loader;
    private readonly int[] indices;
    private int batch;

    public BatchMaking(AugmentationCase @case, int batchSize)
    {
        data = SyntheticImages.Create(train: Batches * batchSize, test: 10);
        writer = new BatchWriter(data.Train, Normalization.Cifar10, @case.Steps, seed: 0, channelsLast: true);
        buffer = new BatchBuffer(batchSize, writer.OutputShape, null, channelsLast: true, torch.CPU);
        indices = [.. Enumerable.Range(0, batchSize)];
        loader = new BatchLoader(
            data.Train, Normalization.Cifar10, null, new BatchLoaderOptions { BatchSize = batchSize, Shuffle = true, ChannelsLast = true, Augment = @case.Steps });
    }

    /// <summary>Makes a batch on this thread.</summary>
    public void Make()
    {
        buffer.Fill(writer, epoch: batch, batch, indices, data.Train);
        batch++;
    }

    /// <summary>Seconds of a step while the loader makes the batch after it: all of an epoch but its first, for which nothing has been made ahead.</summary>
    public double SecondsWithLoader(Action<Batch> step)
    {
        long start = 0;
        foreach (var made in loader.Epoch(++batch))
        {
            step(made);
            start = start == 0 ? Stopwatch.GetTimestamp() : start;
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / (Batches - 1);
    }

    public void Dispose()
    {
        loader.Dispose();
        buffer.Dispose();
    }
}
