using ModelGen.Data;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>How to run a training beyond its recipe.</summary>
public sealed record TrainingOptions
{
    /// <summary>Of the fresh weights, the order, the augmentation, the dropout and the split.</summary>
    public int Seed { get; init; }

    /// <summary>Taken from the training images.</summary>
    public HoldOut Validation { get; init; }

    /// <summary>Use only so many of the training images (validation included).</summary>
    public int? Subset { get; init; }

    /// <summary>Default: CPU.</summary>
    public Device? Device { get; init; }
}
