using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Data;

/// <summary>How a loader makes batches.</summary>
public sealed record BatchLoaderOptions
{
    public required int BatchSize { get; init; }

    /// <summary>Of the order and of the augmentation.</summary>
    public int Seed { get; init; }

    /// <summary>A new order each epoch, drawn from the seed and the epoch; otherwise the order given.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Leaves out a last batch of a single image: batch norm has no variance to train on there.</summary>
    public bool SkipSingleImage { get; init; }

    /// <summary>Batches have channels-last strides.</summary>
    public bool ChannelsLast { get; init; }

    public IReadOnlyList<Augmentation> Augment { get; init; } = [];

    /// <summary>Default: CPU.</summary>
    public Device? Device { get; init; }
}

/// <summary>
/// Batches of some of a set's images, made on a background thread one step ahead: while the caller computes on one buffer, the next
/// batch is written into the other. What comes out depends on the options, the epoch and nothing else.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly ImageSet images;
    private readonly int[] indices;
    private readonly BatchLoaderOptions options;
    private readonly BatchWriter writer;
    private readonly BatchBuffer[] buffers;
    private Task? ahead;

    /// <param name="images">The set.</param>
    /// <param name="normalization">Of each channel.</param>
    /// <param name="indices">Which of the images; null for all.</param>
    /// <param name="options">Batch size, order, augmentation, layout.</param>
    /// <exception cref="UserError">The options cannot work: an empty set, a batch size below 1, a crop larger than the padded
    /// image.</exception>
    public BatchLoader(ImageSet images, Normalization normalization, IReadOnlyList<int>? indices, BatchLoaderOptions options)
    {
        if (options.BatchSize < 1)
            throw new UserError($"batch_size {options.BatchSize}: expected at least 1");
        (this.images, this.options) = (images, options);
        this.indices = [.. indices ?? Enumerable.Range(0, images.Count)];
        Batches = CountBatches(this.indices.Length, options);
        if (Batches == 0)
            throw new UserError($"{this.indices.Length} images and a batch size of {options.BatchSize} make no batch: give more images");
        writer = new BatchWriter(images, normalization, options.Augment, options.Seed, options.ChannelsLast);
        int largest = Math.Min(options.BatchSize, this.indices.Length);
        buffers = [NewBuffer(), NewBuffer()];

        BatchBuffer NewBuffer() => new(largest, writer.OutputShape, images.LabelSets?.Classes, options.ChannelsLast, options.Device ?? CPU);
    }

    /// <summary>Batches in an epoch.</summary>
    public int Batches { get; }

    /// <summary>Images in an epoch.</summary>
    public int Images => Math.Min(indices.Length, Batches * options.BatchSize);

    /// <summary>Of one image of a batch.</summary>
    public ImageShape OutputShape => writer.OutputShape;

    /// <summary>Time that callers have waited for batches so far; the first of an epoch is always waited for.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>One epoch, or the rest of it. Each batch holds until the next is asked for; only one enumeration at a time.</summary>
    /// <param name="epoch">Decides the order and the augmentation.</param>
    /// <param name="first">Which batch to begin with, from 0.</param>
    public IEnumerable<Batch> Epoch(int epoch, int first = 0)
    {
        int[] order = Order(epoch);
        ahead = null;
        var clock = new Stopwatch();
        try
        {
            ahead = first < Batches ? StartFilling(order, epoch, first) : null;
            for (int b = first; b < Batches; b++)
            {
                clock.Restart();
                ahead!.GetAwaiter().GetResult();
                Waited += clock.Elapsed;
                var batch = buffers[b % 2].Present();
                // The other buffer is free: its batch was given back by asking for this one.
                ahead = b + 1 < Batches ? StartFilling(order, epoch, b + 1) : Task.CompletedTask;
                yield return batch;
            }
        }
        finally
        {
            // Nobody may write into a buffer that the next epoch, or Dispose, takes over.
            ahead?.Wait();
        }
    }

    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
    }

    /// <summary>Whether the batch after the one that was given out last is made.</summary>
    internal bool NextIsReady => ahead is { IsCompletedSuccessfully: true };

    /// <summary>The images that batches are made of.</summary>
    internal ImageSet Set => images;

    internal int[] Order(int epoch)
    {
        int[] order = [.. indices];
        if (options.Shuffle)
        {
            var random = new CounterRandom(options.Seed, epoch);
            random.Shuffle(order);
        }

        return order;
    }

    private Task StartFilling(int[] order, int epoch, int batch)
    {
        int from = batch * options.BatchSize;
        var part = order.AsMemory(from, Math.Min(options.BatchSize, order.Length - from));
        var buffer = buffers[batch % 2];
        return Task.Run(() => buffer.Fill(writer, epoch, batch, part, images));
    }

    private static int CountBatches(int count, BatchLoaderOptions options)
    {
        int batches = (count + options.BatchSize - 1) / options.BatchSize;
        bool lastIsSingle = count % options.BatchSize == 1 && options.BatchSize > 1;
        return options.SkipSingleImage && lastIsSingle ? batches - 1 : batches;
    }
}
