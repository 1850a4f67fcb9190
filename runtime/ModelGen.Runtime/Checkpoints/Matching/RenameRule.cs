using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelGen.Checkpoints;

/// <summary>
/// How a key in a file becomes a key of the model. <paramref name="From"/> is a path: <c>linear</c> stands for itself and everything below
/// it; <c>*</c> stands for anything and is carried over to the <c>*</c> of <paramref name="To"/>: <c>*.norm.1</c> to <c>*.norm1</c>.
/// <c>{*-1}</c> carries a number over, less one: <c>block*_conv</c> to <c>layer.{*-1}.conv</c>; a text that is no number does not match. An
/// empty
/// <paramref name="To"/> drops what matches.
/// </summary>
public sealed partial record RenameRule(string From, string To)
{
    private readonly Lazy<Regex> pattern = new(() => MakePattern(From));

    /// <summary>The model's key for a file's; null if the rule says nothing about it, empty if it is dropped.</summary>
    internal string? Apply(string key)
    {
        if (pattern.Value.Match(key) is not { Success: true } match)
            return null;
        if (To.Length == 0)
            return "";
        int star = 0;
        bool fits = true;
        string renamed = Star().Replace(To, carried =>
        {
            string text = match.Groups[++star].Value;
            if (!carried.Groups["shift"].Success)
                return text;
            fits &= int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            return (number + int.Parse(carried.Groups["shift"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
                .ToString(CultureInfo.InvariantCulture);
        });
        return fits ? renamed + match.Groups["rest"].Value : null;
    }

    /// <summary>The first rule that matches renames a key.</summary>
    internal static string Rename(IReadOnlyList<RenameRule> rules, string key) =>
        rules.Select(r => r.Apply(key)).FirstOrDefault(k => k is not null) ?? key;

    /// <exception cref="UserError">More stars in <see cref="To"/> than in <see cref="From"/>, or no path.</exception>
    internal RenameRule Checked()
    {
        if (From.Length == 0 || To.Count(c => c == '*') > From.Count(c => c == '*'))
            throw new UserError($"rename {From}: {To}: expected a path, and no more * in the new one than in the old one");
        return this;
    }

    public override string ToString() => $"{From}: {To}";

    public bool Equals(RenameRule? other) => other is not null && (From, To) == (other.From, other.To);

    public override int GetHashCode() => (From, To).GetHashCode();

    // Names come from files: a pattern must not take longer than the name is long.
    private static Regex MakePattern(string from) => new(
        $"^{Regex.Escape(from).Replace(@"\*", "(.*)", StringComparison.Ordinal)}(?<rest>$|\\..*$)",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    [GeneratedRegex(@"\{\*(?<shift>[+-]\d{1,4})\}|\*", RegexOptions.CultureInvariant)]
    private static partial Regex Star();
}
