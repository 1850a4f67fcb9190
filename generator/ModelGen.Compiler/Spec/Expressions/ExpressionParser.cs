using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Expressions;

/// <summary>
/// Recursive descent, loosest first: <c>a if c else b</c>, or, and, not, one comparison, + -, * / // %, unary -, indexing and calls.
/// </summary>
internal sealed class ExpressionParser
{
    private const int MaximumLength = 2000;
    private const int MaximumDepth = 64;

    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly List<Token> tokens;
    private int position;
    private int depth;

    private ExpressionParser(List<Token> tokens) => this.tokens = tokens;

    /// <exception cref="ExpressionException">The text is no expression.</exception>
    public static Expression Parse(string text)
    {
        if (text.Length > MaximumLength)
            throw new ExpressionException($"longer than {MaximumLength} characters", new TextSpan(0, text.Length));
        var parser = new ExpressionParser(Lexer.Tokens(text));
        var expression = parser.Conditional();
        if (parser.Current.Kind != TokenKind.End)
            throw parser.Unexpected("the end");
        return expression;
    }

    private Token Current => tokens[position];

    private Expression Conditional()
    {
        if (++depth > MaximumDepth)
            throw new ExpressionException($"nested deeper than {MaximumDepth} levels", Current.Span);
        var then = Or();
        if (Accept("if"))
        {
            var condition = Or();
            Expect("else");
            var otherwise = Conditional();
            then = new Expression.Conditional(Join(then, otherwise), condition, then, otherwise);
        }

        depth--;
        return then;
    }

    private Expression Or() => LeftAssociative(And, "or");

    private Expression And() => LeftAssociative(Not, "and");

    private Expression Not()
    {
        var start = Current;
        if (!Accept("not"))
            return Comparison();
        if (++depth > MaximumDepth)
            throw new ExpressionException($"nested deeper than {MaximumDepth} levels", Current.Span);
        var operand = Not();
        depth--;
        return new Expression.Unary(TextSpan.FromTo(start.Span.Start, operand.Span.End), "not", operand);
    }

    private Expression Comparison()
    {
        var left = Sum();
        if (!Comparisons.Contains(Current.Text) || Current.Kind != TokenKind.Symbol)
            return left;
        string symbol = Take().Text;
        var right = Sum();
        if (Current.Kind == TokenKind.Symbol && Comparisons.Contains(Current.Text))
            throw new ExpressionException("comparisons do not chain: join two with 'and'", Current.Span);
        return new Expression.Binary(Join(left, right), symbol, left, right);
    }

    private Expression Sum() => LeftAssociative(Product, "+", "-");

    private Expression Product() => LeftAssociative(Negation, "*", "//", "/", "%");

    private Expression Negation()
    {
        var start = Current;
        if (!Accept("-"))
            return Postfix();
        if (++depth > MaximumDepth)
            throw new ExpressionException($"nested deeper than {MaximumDepth} levels", Current.Span);
        var operand = Negation();
        depth--;
        return new Expression.Unary(TextSpan.FromTo(start.Span.Start, operand.Span.End), "-", operand);
    }

    private Expression Postfix()
    {
        var value = Atom();
        int indices = 0;
        while (Current.Is("["))
        {
            if (++indices > MaximumDepth)
                throw new ExpressionException($"nested deeper than {MaximumDepth} levels", Current.Span);
            position++;
            var at = Conditional();
            int end = Expect("]").Span.End;
            value = new Expression.Index(TextSpan.FromTo(value.Span.Start, end), value, at);
        }

        return value;
    }

    private Expression Atom()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                position++;
                return new Expression.Constant(token.Span, Number(token));
            case TokenKind.Text:
                position++;
                return new Expression.Constant(token.Span, new Value.Text(token.Text));
            case TokenKind.Name when token.Text is "true" or "false":
                position++;
                return new Expression.Constant(token.Span, new Value.Bool(token.Text == "true"));
            case TokenKind.Name when token.Text is "if" or "else" or "and" or "or" or "not":
                throw Unexpected("a value");
            case TokenKind.Name:
                position++;
                return Current.Is("(") ? Call(token) : new Expression.Name(token.Span, token.Text);
            case TokenKind.Symbol when token.Text == "(":
                position++;
                var inner = Conditional();
                Expect(")");
                return inner;
            case TokenKind.Symbol when token.Text == "[":
                var items = Arguments("]", out int end);
                return new Expression.List(TextSpan.FromTo(token.Span.Start, end), items);
            default:
                throw Unexpected("a value");
        }
    }

    private Expression Call(Token name)
    {
        if (!Functions.Names.Contains(name.Text))
            throw new ExpressionException($"there is no function '{name.Text}'{Nearest.Hint(name.Text, Functions.Names)}", name.Span);
        var arguments = Arguments(")", out int end);
        return new Expression.Call(TextSpan.FromTo(name.Span.Start, end), name.Text, arguments);
    }

    private EquatableArray<Expression> Arguments(string close, out int end)
    {
        position++;
        var items = new List<Expression>();
        while (!Current.Is(close))
        {
            if (items.Count > 0)
                Expect(",");
            items.Add(Conditional());
        }

        end = Take().Span.End;
        return items.ToEquatableArray();
    }

    private Expression LeftAssociative(Func<Expression> operand, params string[] symbols)
    {
        var left = operand();
        while (Current.Kind is TokenKind.Symbol or TokenKind.Name && symbols.Contains(Current.Text))
        {
            string symbol = Take().Text;
            var right = operand();
            left = new Expression.Binary(Join(left, right), symbol, left, right);
        }

        return left;
    }

    private static Value Number(Token token)
    {
        double value = double.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsInfinity(value) ? throw new ExpressionException("the number is too large", token.Span) : new Value.Number(value);
    }

    private Token Take() => tokens[position++];

    private bool Accept(string symbol)
    {
        if (!Current.Is(symbol))
            return false;
        position++;
        return true;
    }

    private Token Expect(string symbol) => Current.Is(symbol) ? Take() : throw Unexpected($"'{symbol}'");

    private ExpressionException Unexpected(string expected)
    {
        string found = Current.Kind == TokenKind.End ? "the end" : $"'{Current.Text}'";
        return new ExpressionException($"expected {expected}, found {found}", Current.Span);
    }

    private static TextSpan Join(Expression left, Expression right) =>
        TextSpan.FromTo(Math.Min(left.Span.Start, right.Span.Start), Math.Max(left.Span.End, right.Span.End));
}
