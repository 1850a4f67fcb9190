namespace ModelGen.Evaluation;

/// <summary>
/// How well a model does where images have any number of classes: a class is taken to be there from a probability of one half.
/// </summary>
public sealed record LabelSetResult
{
    /// <summary>Share of images each of whose classes was found, and no other.</summary>
    public required double ExactMatch { get; init; }

    /// <summary>Share of the decisions, one for each image and class, that were right.</summary>
    public required double DecisionAccuracy { get; init; }

    /// <summary>For each class.</summary>
    public required IReadOnlyList<LabelCounts> Counts { get; init; }

    /// <summary>
    /// For each class the mean of precision over recall, Σ (Rₙ − Rₙ₋₁) Pₙ over all thresholds (Zhu, "Recall, precision and average
    /// precision", 2004); null for a class that no image has.
    /// </summary>
    public required IReadOnlyList<double?> AveragePrecision { get; init; }

    /// <summary>Over the classes that have one (mAP).</summary>
    public double? MeanAveragePrecision => AveragePrecision.Average();
}

/// <summary>Images by whether they have a class and whether it was found.</summary>
/// <param name="Found">They have it, and it was found.</param>
/// <param name="Missed">They have it, and it was not found.</param>
/// <param name="Wrong">They have it not, and it was found.</param>
public sealed record LabelCounts(int Found, int Missed, int Wrong);
