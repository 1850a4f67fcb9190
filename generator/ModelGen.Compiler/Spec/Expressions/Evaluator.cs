using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Expressions;

/// <summary>Computes an expression's value. There is one number type; conditions are true or false and nothing else.</summary>
internal sealed class Evaluator(Bindings names)
{
    /// <exception cref="ExpressionException">The expression has no value; the span is within its text.</exception>
    public Value Evaluate(Expression expression) => expression switch
    {
        Expression.Constant constant => constant.Value,
        Expression.Name name => Lookup(name),
        Expression.Unary { Operator: "not" } not => new Value.Bool(!Condition(not.Operand)),
        Expression.Unary negation => Checked(-Number(negation.Operand), negation.Span),
        Expression.Binary { Operator: "and" } both => new Value.Bool(Condition(both.Left) && Condition(both.Right)),
        Expression.Binary { Operator: "or" } either => new Value.Bool(Condition(either.Left) || Condition(either.Right)),
        Expression.Binary { Operator: "==" } equal => new Value.Bool(AreEqual(Evaluate(equal.Left), Evaluate(equal.Right))),
        Expression.Binary { Operator: "!=" } different => new Value.Bool(!AreEqual(Evaluate(different.Left), Evaluate(different.Right))),
        Expression.Binary binary => Arithmetic(binary),
        Expression.Conditional c => Evaluate(Condition(c.Condition) ? c.Then : c.Else),
        Expression.Call call => Call(call),
        Expression.Index index => Index(index),
        Expression.List list => new Value.List(list.Items.Select(Evaluate).ToEquatableArray()),
        _ => throw new InvalidOperationException("unknown kind of expression"),
    };

    private Value Lookup(Expression.Name name)
    {
        if (names.Find(name.Identifier) is { } value)
            return value;
        string hint = name.Identifier is Words.Index or Words.Count
            ? ": it is a value of items with 'repeat'"
            : Nearest.Hint(name.Identifier, names.All);
        throw new ExpressionException($"there is no '{name.Identifier}' here{hint}", name.Span, isUnknownName: true);
    }

    private Value Arithmetic(Expression.Binary binary)
    {
        double left = Number(binary.Left), right = Number(binary.Right);
        bool divides = binary.Operator is "/" or "//" or "%";
        if (divides && right == 0)
            throw new ExpressionException("division by zero", binary.Right.Span);
        return binary.Operator switch
        {
            "+" => Checked(left + right, binary.Span),
            "-" => Checked(left - right, binary.Span),
            "*" => Checked(left * right, binary.Span),
            "/" => Checked(left / right, binary.Span),
            "//" => Checked(Math.Floor(left / right), binary.Span),
            // The sign of the divisor, as in Python.
            "%" => Checked(left - (Math.Floor(left / right) * right), binary.Span),
            "<" => new Value.Bool(left < right),
            "<=" => new Value.Bool(left <= right),
            ">" => new Value.Bool(left > right),
            _ => new Value.Bool(left >= right),
        };
    }

    private Value Call(Expression.Call call)
    {
        var value = Functions.Apply(call.Function, [.. call.Arguments.Select(Evaluate)], call.Span);
        return value is Value.Number number ? Checked(number.Amount, call.Span) : value;
    }

    private Value Index(Expression.Index index)
    {
        if (Evaluate(index.Of) is not Value.List list)
            throw new ExpressionException("only a list has elements", index.Of.Span);
        if (Evaluate(index.At) is not Value.Number { IsInteger: true } at)
            throw new ExpressionException("the index of an element is an integer", index.At.Span);
        long position = at.Integer < 0 ? at.Integer + list.Items.Count : at.Integer;
        return position >= 0 && position < list.Items.Count
            ? list.Items[(int)position]
            : throw new ExpressionException($"there is no element {at}: the list has {list.Items.Count}, counted from 0", index.At.Span);
    }

    private bool Condition(Expression expression) => Evaluate(expression) is Value.Bool flag
        ? flag.IsTrue
        : throw new ExpressionException($"expected true or false, found {ValueText.Describe(Evaluate(expression))}", expression.Span);

    private double Number(Expression expression) => Evaluate(expression) is Value.Number number
        ? number.Amount
        : throw new ExpressionException($"expected a number, found {ValueText.Describe(Evaluate(expression))}", expression.Span);

    private static Value Checked(double value, TextSpan span) => double.IsNaN(value) || double.IsInfinity(value)
        ? throw new ExpressionException("the result is no finite number", span)
        : new Value.Number(value);

    // A layer without arguments equals its word: $(norm == 'none').
    private static bool AreEqual(Value left, Value right) => (left, right) switch
    {
        (LayerValue layer, Value.Text text) => layer.ToString() == text.Content,
        (Value.Text text, LayerValue layer) => layer.ToString() == text.Content,
        (LayerValue a, LayerValue b) => a.ToString() == b.ToString(),
        _ => left == right,
    };
}
