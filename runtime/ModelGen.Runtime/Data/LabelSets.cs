namespace ModelGen.Data;

/// <summary>Which of the classes each image has: any number of them, or none.</summary>
public sealed class LabelSets
{
    private readonly bool[] marks;

    /// <param name="labels">Images × classes: whether an image has a class.</param>
    public LabelSets(bool[,] labels)
    {
        (Count, Classes) = (labels.GetLength(0), labels.GetLength(1));
        marks = [.. labels.Cast<bool>()];
    }

    /// <summary>Images.</summary>
    public int Count { get; }

    public int Classes { get; }

    /// <summary>Of one image: a flag for each class.</summary>
    public ReadOnlySpan<bool> this[int index] => marks.AsSpan(index * Classes, Classes);

    /// <summary>The lowest class of each image; -1 where it has none.</summary>
    internal int[] Lowest() => [.. Enumerable.Range(0, Count).Select(i => this[i].IndexOf(true))];

    /// <summary>A number for each image, equal where the sets are: what a split keeps the shares of.</summary>
    internal int[] Strata()
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        var result = new int[Count];
        for (int i = 0; i < Count; i++)
        {
            string key = string.Concat(this[i].ToArray().Select(mark => mark ? '1' : '0'));
            if (!known.TryGetValue(key, out result[i]))
                known.Add(key, result[i] = known.Count);
        }

        return result;
    }
}
