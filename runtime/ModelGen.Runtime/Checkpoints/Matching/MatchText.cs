using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Matching;

/// <summary>What a match means, in words: one line of numbers, then a line for each key that is not as it should be.</summary>
internal static class MatchText
{
    // More tell nothing more; `weights show FILE --model MODEL` lists them all.
    private const int MostKeys = 60;

    /// <summary>"120 tensors under state_dict.module., 19 batch counters not in the file".</summary>
    public static string Summary(StateMatch match)
    {
        string place = match.Prefix.Length > 0 ? $" under {match.Prefix.TrimEnd('.')}" : "";
        string[] parts =
        [
            $"{match.Matched.Count} tensors{place}",
            .. Part(match.Missing.Count, "missing"),
            .. Part(match.Mismatched.Count, "of another shape"),
            .. Part(match.Unexpected.Count, "unexpected"),
            .. Part(match.Fresh.Count, "of the classifier left fresh"),
            .. Part(match.MissingCounters.Count, "batch counters not in the file"),
            .. Part(match.Dropped, "dropped by a rename rule"),
            .. Part(match.Outside, "elsewhere in the file"),
        ];
        return string.Join(", ", parts);
    }

    /// <summary>The error for weights that do not fit.</summary>
    public static string Refusal(StateMatch match, string place, ModelInfo model)
    {
        string[] counts =
            [.. Part(match.Missing.Count, "missing"), .. Part(match.Mismatched.Count, "of another shape"), .. Part(match.Unexpected.Count, "unexpected")];
        string summary = counts.Length > 0 ? string.Join(", ", counts) : "none of the model's keys is in it";
        return string.Join('\n', [$"{place}: these weights are not {model.Name}'s ({model.SpecFile}): {summary}", .. Keys(match, MostKeys), .. Hint(match)]);
    }

    /// <summary>A line for each key that is missing, unexpected or of another shape.</summary>
    public static IEnumerable<string> Keys(StateMatch match, int most = int.MaxValue) =>
    [
        .. Listed("missing", match.Missing.Select(t => $"{t.Name}  {ShapeText.Of(t.Shape)}"), most),
        .. Listed("another shape", match.Mismatched.Select(m => $"{m.Expected.Name}  {ShapeText.Of(m.Found.Shape)} in the file, {ShapeText.Of(m.Expected.Shape)} in the model"), most),
        .. Listed("unexpected", match.Unexpected.Select(t => $"{t.Name}  {ShapeText.Of(t.Shape)}"), most),
        .. Listed("fresh", match.Fresh.Select(t => $"{t.Name}  {ShapeText.Of(t.Shape)}"), most),
    ];

    private static IEnumerable<string> Hint(StateMatch match)
    {
        if (match.Matched.Count == 0 && match.Missing.Count > 0 && match.Unexpected.Count > 0)
            return [$"  the file says {PrintableText.Of(match.Unexpected[0].Name)} where the model says {match.Missing[0].Name}: another model's weights, or rename: rules are needed"];
        if (match.Mismatched.Count == 0 && match.Missing.Count == 0)
            return ["  --partial loads them without the rest"];
        return ["  --partial loads what fits, --fresh-classifier leaves a classifier of another size fresh"];
    }

    private static IEnumerable<string> Part(int count, string what) => count > 0 ? [$"{count} {what}"] : [];

    private static IEnumerable<string> Listed(string kind, IEnumerable<string> lines, int most)
    {
        var all = lines.ToList();
        foreach (string line in all.Take(most))
            yield return $"  {kind}: {PrintableText.Of(line)}";
        if (all.Count > most)
            yield return $"  {kind}: … and {all.Count - most} more: weights show lists them";
    }
}
