namespace ModelGen.Evaluation;

/// <summary>How well a model does on a set of images.</summary>
public sealed record EvaluationResult
{
    public required int Images { get; init; }

    /// <summary>Mean cross-entropy, in nats, without label smoothing; with binary cross-entropy, of each image its classes' mean.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of images whose class, or one of whose classes, had the highest score.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of images whose class, or one of whose classes, was among the five highest scores.</summary>
    public required double Top5 { get; init; }

    /// <summary>What a run is judged by: <see cref="Top1"/>, or the share of images all of whose classes were right.</summary>
    public double Accuracy => LabelSets?.ExactMatch ?? Top1;

    /// <summary>Where images have any number of classes each; null where each has one.</summary>
    public LabelSetResult? LabelSets { get; init; }

    /// <summary>Counts: row by true class, column by predicted class. Empty where images have any number of classes.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>How far confidence and accuracy agree; null in files from before it was measured.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>
    /// Share of each true class's images that were right; null for a class without images. The same as <see cref="Recall"/>.
    /// </summary>
    public IReadOnlyList<double?> ClassAccuracy => Recall;

    /// <summary>Of the images taken for a class, the share that is of it; null where none was taken for it.</summary>
    public IReadOnlyList<double?> Precision => [.. Classes.Select(c => Share(c.Found, c.Found + c.Wrong))];

    /// <summary>Of a class's images, the share that was taken for it; null for a class without images.</summary>
    public IReadOnlyList<double?> Recall => [.. Classes.Select(c => Share(c.Found, c.Found + c.Missed))];

    /// <summary>
    /// Harmonic mean of precision and recall: twice the right over all of the class and all taken for it; null where there are neither.
    /// </summary>
    public IReadOnlyList<double?> F1 => [.. Classes.Select(c => Share(2 * c.Found, (2 * c.Found) + c.Missed + c.Wrong))];

    /// <summary>Over the classes that have one (macro average).</summary>
    public double? MeanF1 => F1.Average();

    private IEnumerable<LabelCounts> Classes => LabelSets?.Counts ?? Enumerable.Range(0, ConfusionMatrix.Count).Select(c =>
    {
        int found = ConfusionMatrix[c][c];
        return new LabelCounts(found, ConfusionMatrix[c].Sum() - found, ConfusionMatrix.Sum(row => row[c]) - found);
    });

    private static double? Share(int part, int whole) => whole > 0 ? (double)part / whole : null;
}

/// <summary>
/// Confidence (the highest probability) against accuracy, in bins of equal width (Guo et al., "On calibration of modern neural networks",
/// ICML 2017, section 2).
/// </summary>
/// <param name="Error">Expected calibration error: the mean over images of the gap between their bin's confidence and accuracy.</param>
/// <param name="Bins">From confidence 0 to 1: the points of a reliability diagram.</param>
public sealed record Calibration(double Error, IReadOnlyList<CalibrationBin> Bins);

/// <summary>Images whose confidence is in one range.</summary>
/// <param name="From">Above this (0 belongs to the first bin).</param>
/// <param name="To">Up to and with this.</param>
/// <param name="Images">How many.</param>
/// <param name="Confidence">Their mean; 0 without images.</param>
/// <param name="Accuracy">Share of them that was right; 0 without images.</param>
public sealed record CalibrationBin(double From, double To, int Images, double Confidence, double Accuracy);
