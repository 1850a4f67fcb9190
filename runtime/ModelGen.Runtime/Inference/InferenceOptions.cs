namespace ModelGen;

/// <summary>How an inference form is made.</summary>
public sealed record InferenceOptions
{
    /// <summary>Whether whole batches are prepared as one program where the provider can; else the form runs step by step.</summary>
    public bool Prepares { get; init; } = true;

    /// <summary>
    /// Whether the form takes over the model's weights instead of copying them, and disposes of the model: half the memory, for a program that only asks.
    /// </summary>
    public bool TakesModel { get; init; }

    /// <summary>
    /// The largest difference of a logit from the form that runs step by step, relative to the largest logit, that a prepared program may have. One that
    /// has more is not used.
    /// </summary>
    public double Tolerance { get; init; } = 1e-4;
}
