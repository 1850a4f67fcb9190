using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Spec.Dropouts;

/// <summary>
/// Reads the place of a dropout: <c>P6</c>, <c>guideline</c>, <c>after norm 2</c>, <c>before conv last</c>; in the head,
/// <c>before_pool</c>.
/// </summary>
internal static class PositionParser
{
    private static readonly IReadOnlyDictionary<string, DropoutPosition> BranchWords = new Dictionary<string, DropoutPosition>(
        StringComparer.Ordinal)
    {
        ["start"] = new DropoutPosition.Start(),
        ["end"] = new DropoutPosition.End(),
        ["guideline"] = new DropoutPosition.Guideline(),
    };

    // H4 and H5 are the names of the two in Kim et al., UAI 2023.
    private static readonly IReadOnlyDictionary<string, DropoutPosition> HeadWords = new Dictionary<string, DropoutPosition>(
        StringComparer.Ordinal)
    {
        ["before_pool"] = new DropoutPosition.Beside(IsAfter: false, SlotKind.Pool, Ordinal: null),
        ["after_pool"] = new DropoutPosition.Beside(IsAfter: true, SlotKind.Pool, Ordinal: null),
        ["H4"] = new DropoutPosition.Beside(IsAfter: false, SlotKind.Pool, Ordinal: null),
        ["H5"] = new DropoutPosition.Beside(IsAfter: true, SlotKind.Pool, Ordinal: null),
        ["start"] = new DropoutPosition.Start(),
        ["end"] = new DropoutPosition.End(),
    };

    private static readonly IReadOnlyDictionary<string, SlotKind> Kinds = new Dictionary<string, SlotKind>(StringComparer.Ordinal)
    {
        ["norm"] = SlotKind.Norm,
        ["act"] = SlotKind.Act,
        ["conv"] = SlotKind.Conv,
        ["linear"] = SlotKind.Linear,
        ["pool"] = SlotKind.Pool,
    };

    private static IEnumerable<string> Numbered => Enumerable.Range(0, 9).Select(n => "P" + n.ToString(CultureInfo.InvariantCulture));

    /// <summary>The position, or null if the text is none.</summary>
    public static DropoutPosition? Parse(string text, DropoutTarget target)
    {
        if ((target == DropoutTarget.Head ? HeadWords : BranchWords).TryGetValue(text, out var word))
            return word;
        if (target == DropoutTarget.Branch && Numbered.Contains(text))
            return new DropoutPosition.Numbered(text[1] - '0');
        string[] parts = text.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || parts[0] is not ("after" or "before") || !Kinds.TryGetValue(parts[1], out var kind))
            return null;
        if (parts[2] == "last")
            return new DropoutPosition.Beside(parts[0] == "after", kind, null);
        return int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int ordinal) && ordinal >= 1
            ? new DropoutPosition.Beside(parts[0] == "after", kind, ordinal)
            : null;
    }

    public static string Expectation(DropoutTarget target) => target == DropoutTarget.Head
        ? "before_pool, after_pool, start, end, or a place such as 'before linear last'"
        : "P0 to P8, start, end, guideline, or a place such as 'after norm 2' or 'before conv last'";

    public static string Hint(string text, DropoutTarget target)
    {
        string[] parts = text.Split(' ');
        if (parts.Length == 3 && !Kinds.ContainsKey(parts[1]))
            return Nearest.Hint(parts[1], Kinds.Keys);
        return Nearest.Find(text, target == DropoutTarget.Head ? HeadWords.Keys : BranchWords.Keys.Concat(Numbered)) is { } nearest
            ? $"; did you mean '{nearest}'?"
            : string.Empty;
    }
}
