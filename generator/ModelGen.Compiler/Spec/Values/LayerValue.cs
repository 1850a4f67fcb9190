using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Values;

/// <summary>
/// What a parameter of type layer holds: an op or a block with some of its arguments bound, or <c>none</c>, which vanishes where it is
/// placed. It lives in the front end alone: no graph holds one.
/// </summary>
/// <param name="Callee">Null for <c>none</c>.</param>
internal sealed record LayerValue(Callee? Callee, EquatableArray<GivenArgument> Arguments) : Value
{
    public static LayerValue None { get; } = new(null, EquatableArray<GivenArgument>.Empty);

    public string Word => Callee?.Name ?? Words.None;

    /// <summary>The canonical form, equal for layers that do the same: <c>relu</c>, <c>{bottleneck, groups: 32}</c>.</summary>
    public override string ToString() => Arguments.Count == 0
        ? Word
        : "{" + string.Join(", ", Arguments.OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => a.Name + ": " + a.Value).Prepend(Word))
            + "}";
}
