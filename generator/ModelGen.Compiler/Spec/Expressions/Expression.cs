using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Expressions;

/// <summary>A parsed expression. The span is within the expression's own text.</summary>
internal abstract record Expression(TextSpan Span)
{
    internal sealed record Constant(TextSpan Span, Value Value) : Expression(Span);

    internal sealed record Name(TextSpan Span, string Identifier) : Expression(Span);

    internal sealed record Unary(TextSpan Span, string Operator, Expression Operand) : Expression(Span);

    internal sealed record Binary(TextSpan Span, string Operator, Expression Left, Expression Right) : Expression(Span);

    internal sealed record Conditional(TextSpan Span, Expression Condition, Expression Then, Expression Else) : Expression(Span);

    internal sealed record Call(TextSpan Span, string Function, EquatableArray<Expression> Arguments) : Expression(Span);

    internal sealed record Index(TextSpan Span, Expression Of, Expression At) : Expression(Span);

    internal sealed record List(TextSpan Span, EquatableArray<Expression> Items) : Expression(Span);

    /// <summary>Every name that occurs, with its place.</summary>
    public IEnumerable<Name> Names() => this switch
    {
        Name name => [name],
        Unary unary => unary.Operand.Names(),
        Binary binary => binary.Left.Names().Concat(binary.Right.Names()),
        Conditional c => c.Condition.Names().Concat(c.Then.Names()).Concat(c.Else.Names()),
        Call call => call.Arguments.SelectMany(a => a.Names()),
        Index index => index.Of.Names().Concat(index.At.Names()),
        List list => list.Items.SelectMany(i => i.Names()),
        _ => [],
    };
}

/// <summary>Why an expression has no tree or no value, and where in its text.</summary>
internal sealed class ExpressionException(string message, TextSpan span, bool isUnknownName = false) : Exception(message)
{
    public TextSpan Span { get; } = span;

    public bool IsUnknownName { get; } = isUnknownName;
}
