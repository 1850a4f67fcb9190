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

    /// <summary>
    /// Rates of dropouts instead of the spec's, by their paths in the module tree (<c>layer1.0.dropout</c>, or <c>*</c> for all of them); a later
    /// entry counts before an earlier one.
    /// </summary>
    public IReadOnlyList<DropoutRate> DropoutRates { get; init; } = [];

    /// <summary>Default: CPU.</summary>
    public Device? Device { get; init; }
}
