namespace ModelGen.Evaluation;

/// <summary>
/// Adds up scores image by image in double precision, so that a result does not depend on how images were put into batches (but for
/// what the kernels themselves round differently).
/// </summary>
/// <param name="classes">A model's outputs; a single one is a score for the second of two classes.</param>
/// <param name="labels">The class of each image of the set.</param>
/// <param name="kind">What the loss is measured by.</param>
internal sealed class Scores(int classes, IReadOnlyList<int> labels, LossKind kind = LossKind.CrossEntropy) : IScores
{
    private readonly int[][] confusion = [.. Enumerable.Range(0, Math.Max(2, classes)).Select(_ => new int[Math.Max(2, classes)])];
    private readonly ConfidenceBins confidence = new();
    private double loss;
    private int images;
    private int top1;
    private int top5;

    public void Add(ReadOnlySpan<float> logits, int index)
    {
        // A softmax over nought and a score is the score's sigmoid.
        if (classes == 1)
            Add([0, logits[0]], labels[index], LossKind.CrossEntropy);
        else
            Add(logits, labels[index], kind);
    }

    private void Add(ReadOnlySpan<float> logits, int label, LossKind kind)
    {
        var (rank, predicted) = Rank(logits, label);
        images++;
        double normalizer = LogSumExp(logits);
        bool isBinary = kind == LossKind.BinaryCrossEntropy;
        loss += isBinary ? BinaryLoss(logits, label) : normalizer - logits[label];
        confidence.Add(isBinary ? Sigmoid.Of(logits[predicted]) : Math.Exp(logits[predicted] - normalizer), predicted == label);
        top1 += rank < 1 ? 1 : 0;
        top5 += rank < 5 ? 1 : 0;
        confusion[label][predicted]++;
    }

    public EvaluationResult Result() => new()
    {
        Images = images,
        Loss = loss / images,
        Top1 = (double)top1 / images,
        Top5 = (double)top5 / images,
        ConfusionMatrix = confusion,
        Calibration = confidence.Result(),
    };

    /// <summary>
    /// How many classes come before the label, and which comes first of all. Of equal scores the lower class comes first, as in argmax.
    /// A score that is not a number comes before every number.
    /// </summary>
    internal static (int Rank, int Predicted) Rank(ReadOnlySpan<float> logits, int label)
    {
        int rank = 0;
        int predicted = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            if (Before(logits, c, label))
                rank++;
            if (Before(logits, c, predicted))
                predicted = c;
        }

        return (rank, predicted);
    }

    private static bool Before(ReadOnlySpan<float> logits, int a, int b) =>
        a != b && (float.IsNaN(logits[a]) ? !float.IsNaN(logits[b]) || a < b : logits[a] > logits[b] || (logits[a] == logits[b] && a < b));

    private static double BinaryLoss(ReadOnlySpan<float> logits, int label)
    {
        double sum = 0;
        for (int c = 0; c < logits.Length; c++)
            sum += Sigmoid.CrossEntropy(logits[c], c == label ? 1 : 0);
        return sum / logits.Length;
    }

    private static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double max = double.NegativeInfinity;
        foreach (float logit in logits)
            max = Math.Max(max, logit);
        double sum = 0;
        foreach (float logit in logits)
            sum += Math.Exp(logit - max);
        return max + Math.Log(sum);
    }
}
