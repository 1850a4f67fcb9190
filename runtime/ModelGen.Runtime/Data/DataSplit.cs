using System.Globalization;

namespace ModelGen.Data;

/// <summary>Which training images train and which validate: disjoint index lists into <see cref="Dataset.Train"/>.</summary>
public sealed record DataSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Validation)
{
    /// <summary>
    /// Takes <paramref name="subset"/> of the training images (null: all) and, of those, <paramref name="validation"/> for validation.
    /// Both keep the classes' shares, and depend on the seed alone.
    /// </summary>
    public static DataSplit Create(IReadOnlyList<int> labels, int? subset, HoldOut validation, int seed)
    {
        if (subset is < 1 || subset > labels.Count)
            throw new UserError($"--subset {subset}: expected 1 to {labels.Count}, the number of training images");
        var order = Stratified(labels, seed);
        int used = subset ?? labels.Count;
        int held = validation.Count(used);
        // The order is stratified, so each prefix is: the first images validate, the others train.
        return new DataSplit([.. order.AsSpan(held, used - held)], [.. order.AsSpan(0, held)]);
    }

    /// <summary>
    /// All indices, each class shuffled by itself and spread evenly: every prefix holds each class's share, to within one image of
    /// each class. The k-th of a class's n images stands at (k + ½)/n of the way.
    /// </summary>
    private static int[] Stratified(IReadOnlyList<int> labels, int seed)
    {
        var shuffled = Enumerable.Range(0, labels.Count).ToArray();
        var random = new CounterRandom(seed, StreamKey);
        random.Shuffle(shuffled);
        var places = shuffled.GroupBy(i => labels[i])
            .SelectMany(g => g.Select((index, k) => (Index: index, Place: (k + 0.5) / g.Count(), Class: g.Key)));
        return [.. places.OrderBy(p => p.Place).ThenBy(p => p.Class).Select(p => p.Index)];
    }

    /// <summary>Keeps this stream apart from the others made of the same seed.</summary>
    private const long StreamKey = 0x5711;
}

/// <summary>How many images are held out: a number, or a share of those there are.</summary>
public readonly record struct HoldOut(int Images, double Share)
{
    public static HoldOut None => default;

    public static HoldOut OfImages(int images) => new(images, 0);

    /// <param name="share">In [0, 1).</param>
    public static HoldOut OfShare(double share) => new(0, share);

    /// <summary>Reads "5000" as images, "0.1" (a decimal point, below 1) as a share.</summary>
    public static HoldOut? Parse(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int images))
            return new(images, 0);
        bool isShare = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share);
        return isShare && share is >= 0 and < 1 ? new(0, share) : null;
    }

    public int Count(int total)
    {
        int count = Share > 0 ? (int)Math.Round(Share * total) : Images;
        return count < total ? count : throw new UserError($"--validation {Images}: expected fewer than the {total} training images");
    }
}
