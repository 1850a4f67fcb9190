namespace ModelGen.Checkpoints;

/// <summary>The lines in which two texts differ, by their longest common subsequence.</summary>
internal static class LineDifference
{
    /// <summary>
    /// Runs of neighbouring lines, in order: those only in the old text, and those only in the new one that stand in their place.
    /// </summary>
    public static IEnumerable<(IReadOnlyList<string> Removed, IReadOnlyList<string> Added)> Of(
        IReadOnlyList<string> old, IReadOnlyList<string> now)
    {
        // What is equal at both ends is most of it, and the table below grows with the square of the rest.
        int begin = 0;
        while (begin < old.Count && begin < now.Count && old[begin] == now[begin])
            begin++;
        int tail = 0;
        while (tail < old.Count - begin && tail < now.Count - begin && old[^(tail + 1)] == now[^(tail + 1)])
            tail++;
        return Between([.. old.Skip(begin).SkipLast(tail)], [.. now.Skip(begin).SkipLast(tail)]);
    }

    private static IEnumerable<(IReadOnlyList<string>, IReadOnlyList<string>)> Between(string[] a, string[] b)
    {
        int[,] length = CommonLengths(a, b);
        int i = 0, j = 0;
        while (i < a.Length || j < b.Length)
        {
            var (removed, added) = (new List<string>(), new List<string>());
            while ((i < a.Length || j < b.Length) && !(i < a.Length && j < b.Length && a[i] == b[j]))
            {
                if (i < a.Length && (j == b.Length || length[i + 1, j] >= length[i, j + 1]))
                    removed.Add(a[i++]);
                else
                    added.Add(b[j++]);
            }

            if (removed.Count + added.Count > 0)
                yield return (removed, added);
            for (; i < a.Length && j < b.Length && a[i] == b[j]; i++)
                j++;
        }
    }

    /// <summary>Of the longest common subsequence of a from i and b from j on, by the textbook's table.</summary>
    private static int[,] CommonLengths(string[] a, string[] b)
    {
        var length = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }

        return length;
    }
}
