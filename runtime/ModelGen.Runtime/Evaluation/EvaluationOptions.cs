namespace ModelGen.Evaluation;

/// <summary>How a model is evaluated.</summary>
public sealed record EvaluationOptions
{
    /// <summary>What it was trained to minimise: says how logits are read.</summary>
    public LossKind Loss { get; init; } = LossKind.CrossEntropy;

    /// <summary>Of each image, whose logits are averaged.</summary>
    public TestTimeViews Views { get; init; }
}
