using ModelGen.Checkpoints.Files;
using ModelGen.Export;

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
            [.. Part(match.Missing.Count, "missing"), .. Part(match.Mismatched.Count, "of another shape"), .. Part(
                match.Unexpected.Count, "unexpected")];
        string summary = counts.Length > 0 ? string.Join(", ", counts) : "none of the model's keys is in it";
        return string.Join('\n', [$"{place}: these weights are not {model.Name}'s ({model.SpecFile}): {summary}",
            .. Keys(match, LinesOf(match, model), MostKeys), .. Hint(match)]);
    }

    /// <summary>A line for each key that is missing, unexpected or of another shape, with the line of YAML that defines it.</summary>
    public static IEnumerable<string> Keys(StateMatch match, IReadOnlyDictionary<string, string> lines, int most = int.MaxValue) =>
    [
        .. Listed("missing", match.Missing.Select(t => $"{t.Name}  {ShapeText.Of(t.Shape)}{Line(t, lines)}"), most),
        .. Listed("another shape", match.Mismatched.Select(m => $"{m.Expected.Name}  {Shapes(m)}{Line(m.Expected, lines)}"), most),
        .. Listed("unexpected", match.Unexpected.Select(t => $"{t.Name}  {ShapeText.Of(t.Shape)}"), most),
        .. Listed("fresh", match.Fresh.Select(t => $"{t.Name}  {ShapeText.Of(t.Shape)}{Line(t, lines)}"), most),
    ];

    /// <summary>The lines of YAML that are needed to tell of a match: none where every key of the model is as it should be.</summary>
    public static IReadOnlyDictionary<string, string> LinesOf(StateMatch match, ModelInfo model) =>
        match.Missing.Count + match.Mismatched.Count + match.Fresh.Count > 0
            ? SpecResources.Lines(model)
            : new Dictionary<string, string>();

    private static string Shapes(MatchedTensor pair) =>
        $"{ShapeText.Of(pair.Found.Shape)} in the file, {ShapeText.Of(pair.Expected.Shape)} in the model";

    /// <summary>A tensor's key is its layer's path and its name there; that of a bare parameter, its path alone.</summary>
    private static string Line(ModelTensor tensor, IReadOnlyDictionary<string, string> lines)
    {
        int dot = tensor.Name.LastIndexOf('.');
        string? line = lines.GetValueOrDefault(tensor.Name) ?? (dot < 0 ? null : lines.GetValueOrDefault(tensor.Name[..dot]));
        return line is null ? "" : $"  {line}";
    }

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
