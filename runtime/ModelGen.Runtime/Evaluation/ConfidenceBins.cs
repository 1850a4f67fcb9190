namespace ModelGen.Evaluation;

/// <summary>Gathers confidences and whether they were right.</summary>
internal sealed class ConfidenceBins
{
    // As in the paper.
    private const int Count = 15;
    private readonly (int Images, double Confidence, int Right)[] bins = new (int, double, int)[Count];
    private int images;

    /// <param name="confidence">In [0, 1]; one that is not a number counts as 0.</param>
    /// <param name="isRight">Whether the class it belongs to was the image's.</param>
    public void Add(double confidence, bool isRight)
    {
        double known = double.IsNaN(confidence) ? 0 : confidence;
        int bin = Math.Clamp((int)Math.Ceiling(known * Count) - 1, 0, Count - 1);
        bins[bin] = (bins[bin].Images + 1, bins[bin].Confidence + known, bins[bin].Right + (isRight ? 1 : 0));
        images++;
    }

    public Calibration Result()
    {
        double error = bins.Sum(b => Math.Abs(b.Confidence - b.Right)) / Math.Max(1, images);
        return new Calibration(error, [.. bins.Select((b, i) => new CalibrationBin(
            (double)i / Count, (i + 1.0) / Count, b.Images, b.Confidence / Math.Max(1, b.Images), (double)b.Right / Math.Max(1, b.Images)))]);
    }
}
