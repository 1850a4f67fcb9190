namespace ModelGen.Data;

/// <summary>Per channel: a byte b becomes (b/255 − mean) / std.</summary>
public sealed record Normalization(IReadOnlyList<float> Mean, IReadOnlyList<float> Std)
{
    /// <summary>
    /// Mean and deviation of CIFAR-10's 50,000 training images, as commonly given (for instance in kuangliu/pytorch-cifar and
    /// KellerJordan/cifar10-airbench), to four digits.
    /// </summary>
    public static Normalization Cifar10 { get; } = new([0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]);

    /// <summary>Of CIFAR-100's training images, as commonly given (for instance in weiaicunzai/pytorch-cifar100), to four digits.</summary>
    public static Normalization Cifar100 { get; } = new([0.5071f, 0.4865f, 0.4409f], [0.2673f, 0.2564f, 0.2762f]);

    /// <summary>Mean and deviation of the given images.</summary>
    public static Normalization Of(ImageSet images)
    {
        var shape = images.Shape;
        var mean = new float[shape.Channels];
        var std = new float[shape.Channels];
        for (int c = 0; c < shape.Channels; c++)
        {
            // Exact: a histogram of bytes instead of a long sum of rounded floats.
            var histogram = new long[256];
            for (int i = 0; i < images.Count; i++)
            {
                foreach (byte value in images[i].Slice(c * shape.Plane, shape.Plane))
                    histogram[value]++;
            }

            double count = Math.Max(1, (long)images.Count * shape.Plane);
            double average = histogram.Select((n, value) => n * (value / 255.0)).Sum() / count;
            double variance = histogram.Select((n, value) => n * Math.Pow((value / 255.0) - average, 2)).Sum() / count;
            mean[c] = (float)average;
            std[c] = (float)Math.Max(Math.Sqrt(variance), 1e-6);
        }

        return new(mean, std);
    }

    /// <summary>
    /// The normalised value of every byte of every channel, at [256·channel + byte]. The arithmetic is torchvision's (ToTensor, then
    /// Normalize), operation by operation in float32, so that both give equal bits.
    /// </summary>
    internal float[] Table()
    {
        var table = new float[256 * Mean.Count];
        for (int c = 0; c < Mean.Count; c++)
        {
            for (int b = 0; b < 256; b++)
                table[(256 * c) + b] = ((b / 255f) - Mean[c]) / Std[c];
        }

        return table;
    }

    public bool Equals(Normalization? other) => other is not null && Mean.SequenceEqual(other.Mean) && Std.SequenceEqual(other.Std);

    public override int GetHashCode() => Mean.Concat(Std).Aggregate(0, HashCode.Combine);

    public override string ToString() => $"mean ({string.Join(", ", Mean)}), deviation ({string.Join(", ", Std)})";
}
