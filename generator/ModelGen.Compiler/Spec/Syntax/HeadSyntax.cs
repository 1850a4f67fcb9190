using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>The word of an item: a scalar of its own, or the key of the item's mapping.</summary>
/// <param name="Callee">What the word calls, or null for a structure, for <c>none</c> and for a word that is an expression.</param>
/// <param name="Template">The expression, where the word is one: <c>$block</c>.</param>
internal sealed record HeadSyntax(YamlScalar Scalar, bool IsKey, Callee? Callee, Template? Template)
{
    public string Word => Scalar.Text;

    public Place Place => IsKey ? Place.Key(Scalar) : Place.Value(Scalar);

    public Place Within(TextSpan span) => IsKey ? Place.WithinKey(Scalar, span) : Place.Within(Scalar, span);
}
