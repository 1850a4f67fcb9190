namespace ModelGen.Evaluation;

/// <summary>Adds up scores image by image.</summary>
internal interface IScores
{
    /// <param name="logits">A model's output for one image.</param>
    /// <param name="index">Which image of the set.</param>
    void Add(ReadOnlySpan<float> logits, int index);

    EvaluationResult Result();
}
