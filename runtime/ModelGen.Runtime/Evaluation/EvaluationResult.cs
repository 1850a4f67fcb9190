namespace ModelGen.Evaluation;

/// <summary>How well a model does on a set of images.</summary>
public sealed record EvaluationResult
{
    public required int Images { get; init; }

    /// <summary>Mean cross-entropy, in nats, without label smoothing.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of images whose class had the highest score.</summary>
    public required double Top1 { get; init; }

    /// <summary>Share of images whose class was among the five highest scores.</summary>
    public required double Top5 { get; init; }

    /// <summary>Counts: row by true class, column by predicted class.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>Share of each true class's images that were right; null for a class without images.</summary>
    public IReadOnlyList<double?> ClassAccuracy =>
        [.. ConfusionMatrix.Select((row, c) => row.Sum() is > 0 and var n ? (double?)row[c] / n : null)];
}
