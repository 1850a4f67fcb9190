using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Expressions;

/// <summary>The functions of the language. Numbers in, a number out; min, max and sum take a list too.</summary>
internal static class Functions
{
    private const int Any = -1;

    private static readonly Dictionary<string, (int Arity, Func<double[], double> Apply)> Numeric = new(StringComparer.Ordinal)
    {
        ["min"] = (Any, values => values.Min()),
        ["max"] = (Any, values => values.Max()),
        ["sum"] = (Any, values => values.Sum()),
        // Half to even, as Python's round and .NET's.
        ["round"] = (1, values => Math.Round(values[0], MidpointRounding.ToEven)),
        ["floor"] = (1, values => Math.Floor(values[0])),
        ["ceil"] = (1, values => Math.Ceiling(values[0])),
        ["sqrt"] = (1, values => Math.Sqrt(values[0])),
        ["make_divisible"] = (2, values => MakeDivisible(values[0], values[1])),
    };

    /// <summary>Every function's name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Numeric.Keys.Append("len").OrderBy(n => n, StringComparer.Ordinal)];

    /// <summary>Applies a function to evaluated arguments; throws an <see cref="ExpressionException"/> that says what it takes.</summary>
    public static Value Apply(string name, IReadOnlyList<Value> arguments, TextSpan span)
    {
        if (name == "len")
            return arguments is [Value.List list]
                ? new Value.Number(list.Items.Count)
                : throw new ExpressionException("len takes one list", span);
        var (arity, apply) = Numeric[name];
        bool takesList = arity == Any && arguments is [Value.List];
        var numbers = takesList ? ((Value.List)arguments[0]).Items : arguments;
        if (numbers.Any(n => n is not Value.Number))
            throw new ExpressionException($"{name} takes numbers{(arity == Any ? ", or a list of them" : string.Empty)}", span);
        if (arity == Any ? numbers.Count == 0 && name != "sum" : numbers.Count != arity)
        {
            string expected = arity == Any ? "at least one number" : arity == 1 ? "one number" : arity + " numbers";
            throw new ExpressionException($"{name} takes {expected}, found {numbers.Count}", span);
        }

        return new Value.Number(apply([.. numbers.Select(n => ((Value.Number)n).Amount)]));
    }

    /// <summary>
    /// The nearest multiple of <paramref name="divisor"/>, at least the divisor itself and never below 0.9 of the value: how the MobileNets
    /// round their channels (Sandler et al. 2018; torchvision/models/_utils.py).
    /// </summary>
    private static double MakeDivisible(double value, double divisor)
    {
        double rounded = Math.Max(divisor, Math.Floor(Math.Truncate(value + (divisor / 2)) / divisor) * divisor);
        return rounded < 0.9 * value ? rounded + divisor : rounded;
    }
}
