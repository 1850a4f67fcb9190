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
    private readonly bool channelsLast;
    private readonly Device device;
    private readonly List<Tensor> presented = [];

    public BatchBuffer(int batchSize, ImageShape shape, bool channelsLast, Device device)
    {
        (this.channelsLast, this.device) = (channelsLast, device);
        // Channels last in memory, channels first in the shape: TorchSharp has no memory-format argument, but the strides say it all.
        long[] size = channelsLast
            ? [batchSize, shape.Height, shape.Width, shape.Channels]
            : [batchSize, shape.Channels, shape.Height, shape.Width];
        images = empty(size, ScalarType.Float32).DetachFromDisposeScope();
        labels = empty([batchSize], ScalarType.Int64).DetachFromDisposeScope();
    }

    /// <summary>The images this buffer holds now.</summary>
    public ReadOnlyMemory<int> Indices { get; private set; }

    public void Fill(BatchWriter writer, int epoch, ReadOnlyMemory<int> indices, int[] allLabels)
    {
        Indices = indices;
        var values = MemoryMarshal.Cast<byte, float>(images.bytes);
        var classes = MemoryMarshal.Cast<byte, long>(labels.bytes);
        int size = writer.OutputShape.Size;
        for (int i = 0; i < indices.Length; i++)
        {
            int index = indices.Span[i];
            writer.Write(epoch, index, values.Slice(i * size, size));
            classes[i] = allLabels[index];
        }
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
        return new Batch(x, y, Indices);
    }

    public void Dispose()
    {
        Release();
        images.Dispose();
        labels.Dispose();
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
