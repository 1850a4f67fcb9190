using System.Text.RegularExpressions;

namespace ModelGen.Training;

/// <summary>
/// Names of a model's layers and parameters: <c>layer1</c> is the subtree below it and itself, <c>*</c> stands for anything
/// (<c>layer*.bn1</c>, <c>*.bias</c>).
/// </summary>
internal sealed class NamePattern(string pattern)
{
    private readonly Regex regex = new($"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}($|\\.)", RegexOptions.CultureInvariant);

    public bool Matches(string name) => regex.IsMatch(name);

    public override string ToString() => pattern;

    /// <summary>Patterns of a recipe, each of which must match something.</summary>
    /// <exception cref="UserError">A pattern matches no name.</exception>
    public static IReadOnlyList<NamePattern> Of(IEnumerable<string> patterns, string field, IReadOnlyCollection<string> names) => [.. patterns.Select(text =>
    {
        var made = new NamePattern(text);
        if (names.Any(made.Matches))
            return made;
        var candidates = names.SelectMany(Prefixes).Distinct();
        var nearest = NearestWords.Find(text, candidates);
        throw new UserError($"{field} {text}: no parameter has such a name: {(nearest.Count > 0 ? $"did you mean {string.Join(", ", nearest)}?" : $"the first are {string.Join(", ", names.Take(3))}")}");
    })];

    private static IEnumerable<string> Prefixes(string name)
    {
        for (int dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            yield return name[..dot];
        yield return name;
    }
}
