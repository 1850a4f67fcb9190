namespace ModelGen.Training;

/// <summary>Loss and accuracy over the images seen so far.</summary>
internal struct RunningMean(RunningMeanState start)
{
    private double lossSum = start.LossSum;
    private long right = start.Right;

    public int Images { get; private set; } = start.Images;

    public readonly double Loss => lossSum / Math.Max(1, Images);

    public readonly double Accuracy => (double)right / Math.Max(1, Images);

    public readonly RunningMeanState State => new(lossSum, right, Images);

    /// <param name="images">In the batch.</param>
    /// <param name="meanLoss">Over the batch.</param>
    /// <param name="batchRight">How many were right.</param>
    public void Add(int images, double meanLoss, long batchRight)
    {
        Images += images;
        lossSum += meanLoss * images;
        right += batchRight;
    }
}
