using System.Text;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Expressions;

/// <summary>A stretch of a template: text, or an expression whose own text starts at <paramref name="Offset"/> of the scalar.</summary>
internal sealed record TemplatePiece(string Text, Expression? Expression, int Offset);

/// <summary>
/// A scalar with expressions in it: one alone (<c>$(in / 2)</c>) has the expression's value, others make text (<c>block$s-$i</c>).
/// </summary>
/// <param name="IsKey">The scalar is the key of a mapping: <c>{$block: 64}</c>.</param>
internal sealed record Template(YamlScalar Scalar, bool IsKey, EquatableArray<TemplatePiece> Pieces)
{
    /// <summary>True if the scalar is one expression and nothing else.</summary>
    public bool IsExpression => Pieces is [{ Expression: not null }];

    /// <summary>
    /// The expression's own text, where there is one alone: <c>project</c> of <c>$project</c>, <c>s &gt; 0</c> of <c>$(s &gt; 0)</c>.
    /// </summary>
    public string Formula => IsExpression ? Pieces[0].Text.Trim() : Scalar.Text;

    /// <exception cref="SpecException">The scalar holds something that is no expression.</exception>
    public static Template Parse(YamlScalar scalar, bool isKey)
    {
        string text = scalar.Text;
        var pieces = new List<TemplatePiece>();
        for (int i = 0; i < text.Length;)
        {
            int dollar = text.IndexOf('$', i);
            int end = dollar < 0 ? text.Length : dollar;
            if (end > i)
                pieces.Add(new TemplatePiece(text.Substring(i, end - i), null, i));
            i = end;
            if (dollar >= 0)
            {
                var piece = ParseExpression(scalar, isKey, dollar, out i);
                pieces.Add(piece);
            }
        }

        return new Template(scalar, isKey, pieces.ToEquatableArray());
    }

    /// <exception cref="SpecException">An expression has no value under these names.</exception>
    public Value Evaluate(Bindings names)
    {
        if (IsExpression)
            return Evaluate(Pieces[0], names);
        var result = new StringBuilder();
        foreach (var piece in Pieces)
            result.Append(piece.Expression is null ? piece.Text : Evaluate(piece, names).ToString());
        return new Value.Text(result.ToString());
    }

    private Value Evaluate(TemplatePiece piece, Bindings names)
    {
        try
        {
            return new Evaluator(names).Evaluate(piece.Expression!);
        }
        catch (ExpressionException e)
        {
            var descriptor = e.IsUnknownName ? Descriptors.UnknownName : Descriptors.ExpressionValue;
            throw FindingList.Error(descriptor, Stretch(Scalar, IsKey, piece.Offset, e.Span), e.Message);
        }
    }

    private static TemplatePiece ParseExpression(YamlScalar scalar, bool isKey, int dollar, out int next)
    {
        string text = scalar.Text;
        int start = dollar + 1;
        int length = 0;
        next = start;
        if (start < text.Length && text[start] == '(')
        {
            int close = ScalarChecks.Closing(text, start);
            start++;
            length = (close < 0 ? text.Length : close) - start;
            next = Math.Min(text.Length, start + length + 1);
        }
        else if (start < text.Length && Lexer.IsNameStart(text[start]))
        {
            while (start + length < text.Length && Lexer.IsNamePart(text[start + length]))
                length++;
            next = start + length;
        }
        else
        {
            throw FindingList.Error(Descriptors.ExpressionSyntax, Stretch(scalar, isKey, dollar, new TextSpan(0, 1)),
                "'$' starts a name or an expression: write $name or $(…)");
        }

        string expression = text.Substring(start, length);
        try
        {
            return new TemplatePiece(expression, ExpressionParser.Parse(expression), start);
        }
        catch (ExpressionException e)
        {
            throw FindingList.Error(Descriptors.ExpressionSyntax, Stretch(scalar, isKey, start, e.Span), e.Message);
        }
    }

    private static Place Stretch(YamlScalar scalar, bool isKey, int offset, TextSpan span)
    {
        var stretch = new TextSpan(offset + span.Start, span.Length);
        return isKey ? Place.WithinKey(scalar, stretch) : Place.Within(scalar, stretch);
    }
}
