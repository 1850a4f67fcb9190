namespace ModelGen.Compiler.Diagnostics;

/// <summary>"Did you mean": the known word closest to a mistyped one.</summary>
internal static class Nearest
{
    /// <summary>
    /// The hint as the end of a sentence: <c>; did you mean 'stride'?</c>, or the known words if there are few, or nothing.
    /// </summary>
    public static string Hint(string word, IEnumerable<string> known)
    {
        var all = known.Distinct().ToList();
        string? best = Find(word, all);
        if (best is not null)
            return $"; did you mean '{best}'?";
        return all.Count == 0 ? "; there are none" : all.Count <= 16 ? "; known: " + string.Join(", ", all) : string.Empty;
    }

    public static string? Find(string word, IEnumerable<string> known)
    {
        if (word.Length > 64)
            return null;
        int limit = Math.Max(1, Math.Min(3, (word.Length + 1) / 3));
        return known.Select(k => (Word: k, Distance: Distance(word.ToLowerInvariant(), k.ToLowerInvariant())))
            .Where(k => k.Distance <= limit)
            .OrderBy(k => k.Distance).ThenBy(k => k.Word, StringComparer.Ordinal)
            .Select(k => k.Word).FirstOrDefault() ?? Beginning(word, known);
    }

    /// <summary>
    /// The longest known word that is the beginning of this one (convolution), or else the shortest that begins with it (hardsig).
    /// </summary>
    private static string? Beginning(string word, IEnumerable<string> known)
    {
        const int least = 3;
        return known.Where(k => k.Length >= least && word.StartsWith(k, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(k => k.Length).FirstOrDefault()
            ?? known.Where(k => word.Length >= least && k.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .OrderBy(k => k.Length).ThenBy(k => k, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
