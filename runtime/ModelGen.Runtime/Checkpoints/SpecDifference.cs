namespace ModelGen.Checkpoints;

/// <summary>What changed between two versions of a model's layer table, a line of it for each layer that is not in the other.</summary>
internal static class SpecDifference
{
    private const int Shown = 12;

    /// <summary>Lines with - (only in the old) and + (only in the new), in order; empty where the layers are equal.</summary>
    public static IReadOnlyList<string> Of(string oldTable, string newTable)
    {
        var (a, b) = (Lines(oldTable), Lines(newTable));
        // Longest common subsequence, by the textbook's table: layer tables have at most a few hundred lines.
        var length = new int[a.Length + 1, b.Length + 1];
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
                length[i, j] = a[i] == b[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
        }

        var difference = new List<string>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
                (i, j) = (i + 1, j + 1);
            else if (i < a.Length && (j == b.Length || length[i + 1, j] >= length[i, j + 1]))
                difference.Add($"- {a[i++]}");
            else
                difference.Add($"+ {b[j++]}");
        }

        return difference.Count > Shown ? [.. difference.Take(Shown), $"… and {difference.Count - Shown} more lines"] : difference;
    }

    private static string[] Lines(string table) => [.. table.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
