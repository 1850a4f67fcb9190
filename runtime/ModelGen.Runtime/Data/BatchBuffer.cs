using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Data;

/// <summary>
/// Tensor memory for one batch, used again and again. A background thread writes through <see cref="Fill"/>, which calls nothing of
/// Torch but the address; <see cref="Present"/> makes the tensors a step sees.
/// </summary>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Tensor images;
    private readonly Tensor labels;
    private readonly Tensor otherLabels;
    private readonly bool channelsLast;
    private readonly Device device;
    private readonly List<Tensor> presented = [];

    /// <param name="batchSize">Images at most.</param>
    /// <param name="shape">Of an image.</param>
    /// <param name="classes">Where images have any number of them; null where each has one.</param>
    /// <param name="channelsLast">The images' layout.</param>
    /// <param name="device">On which a step sees the batch.</param>
    public BatchBuffer(int batchSize, ImageShape shape, int? classes, bool channelsLast, Device device)
    {
        (this.channelsLast, this.device) = (channelsLast, device);
        // Channels last in memory, channels first in the shape: TorchSharp has no memory-format argument, but the strides say it all.
        long[] size = channelsLast
            ? [batchSize, shape.Height, shape.Width, shape.Channels]
            : [batchSize, shape.Channels, shape.Height, shape.Width];
        images = empty(size, ScalarType.Float32).DetachFromDisposeScope();
        labels = NewLabels();
        otherLabels = NewLabels();

        Tensor NewLabels() => (classes is { } count ? empty([batchSize, count], ScalarType.Float32) : empty([batchSize], ScalarType.Int64))
            .DetachFromDisposeScope();
    }

    /// <summary>The images this buffer holds now.</summary>
    public ReadOnlyMemory<int> Indices { get; private set; }

    /// <summary>Of the images' own labels, where the batch is mixed.</summary>
    private double? OwnShare { get; set; }

    /// <param name="writer">Writes the images.</param>
    /// <param name="epoch">Decides the augmentation.</param>
    /// <param name="batch">The batch's number in the epoch: decides how it is mixed.</param>
    /// <param name="indices">Which images.</param>
    /// <param name="set">Of the images.</param>
    public void Fill(BatchWriter writer, int epoch, int batch, ReadOnlyMemory<int> indices, ImageSet set)
    {
        Indices = indices;
        var values = MemoryMarshal.Cast<byte, float>(images.bytes);
        int size = writer.OutputShape.Size;
        for (int i = 0; i < indices.Length; i++)
        {
            writer.Write(epoch, indices.Span[i], values.Slice(i * size, size));
            WriteLabel(labels, i, set, indices.Span[i]);
        }

        OwnShare = writer.Mix(values, indices.Length, epoch, batch);
        if (OwnShare is null)
            return;
        for (int i = 0; i < indices.Length; i++)
            WriteLabel(otherLabels, i, set, indices.Span[(i + indices.Length - 1) % indices.Length]);
    }

    private static void WriteLabel(Tensor labels, int at, ImageSet set, int index)
    {
        if (set.LabelSets is not { } sets)
        {
            MemoryMarshal.Cast<byte, long>(labels.bytes)[at] = set.Labels[index];
            return;
        }

        var targets = MemoryMarshal.Cast<byte, float>(labels.bytes).Slice(at * sets.Classes, sets.Classes);
        for (int c = 0; c < targets.Length; c++)
            targets[c] = sets[index][c] ? 1 : 0;
    }

    public Batch Present()
    {
        Release();
        var x = Keep(images.narrow(0, 0, Indices.Length));
        if (channelsLast)
            x = Keep(x.permute(0, 3, 1, 2));
        var y = Keep(labels.narrow(0, 0, Indices.Length));
        if (device.type != DeviceType.CPU)
            (x, y) = (Keep(x.to(device)), Keep(y.to(device)));
        return new Batch(x, y, Indices) { Mixing = OwnShare is { } share ? new Mixing(PresentOthers(), share) : null };
    }

    public void Dispose()
    {
        Release();
        images.Dispose();
        labels.Dispose();
        otherLabels.Dispose();
    }

    private Tensor PresentOthers()
    {
        var others = Keep(otherLabels.narrow(0, 0, Indices.Length));
        return device.type == DeviceType.CPU ? others : Keep(others.to(device));
    }

    private Tensor Keep(Tensor tensor)
    {
        presented.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private void Release()
    {
        presented.ForEach(t => t.Dispose());
        presented.Clear();
    }
}
