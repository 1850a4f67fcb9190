namespace ModelGen.Evaluation;

/// <summary>The logistic function of a score.</summary>
internal static class Sigmoid
{
    public static double Of(double logit) => 1 / (1 + Math.Exp(-logit));

    /// <summary>Binary cross-entropy of a score and a target in [0, 1], in a form that does not overflow.</summary>
    public static double CrossEntropy(double logit, double target) =>
        Math.Max(logit, 0) - (logit * target) + Math.Log(1 + Math.Exp(-Math.Abs(logit)));
}
