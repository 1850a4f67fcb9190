using static TorchSharp.torch;

namespace ModelGen.Data;

/// <summary>One step's images and labels. The loader owns the tensors: they hold until it moves on.</summary>
/// <param name="Images">N × channels × height × width, float32, on the loader's device.</param>
/// <param name="Labels">
/// On the loader's device: N, int64; of images with any number of classes N × classes, float32, 1 for those they have and 0 for others.
/// </param>
/// <param name="Indices">Which images these are.</param>
public sealed record Batch(Tensor Images, Tensor Labels, ReadOnlyMemory<int> Indices)
{
    public int Count => Indices.Length;

    /// <summary>What each image was mixed with; null for a batch of whole images.</summary>
    public Mixing? Mixing { get; init; }
}

/// <summary>A batch whose images are partly others of the batch (mixup, cutmix).</summary>
/// <param name="Labels">Of the other image of each, in the form of <see cref="Batch.Labels"/>.</param>
/// <param name="Share">Of <see cref="Batch.Labels"/>; the rest is of these.</param>
public sealed record Mixing(Tensor Labels, double Share);
