using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Values;

/// <summary>Fits evaluated values to what a parameter takes.</summary>
internal static class Conversion
{
    // What torch can count channels and pixels with, and far more than anybody has.
    private const double LargestInteger = int.MaxValue;

    /// <summary>The value as the op's parameter takes it, or null where it does not.</summary>
    public static Value? ForOp(OpParameter parameter, Value value)
    {
        // A word instead of a number: padding: same.
        if (parameter.Type != ParameterType.Text && value is Value.Text word && parameter.Choices.Contains(word.Content))
            return value;
        return parameter.Type switch
        {
            ParameterType.Integer => IsInteger(value, parameter) ? value : null,
            ParameterType.Number => value is Value.Number number && IsInRange(number, parameter) ? value : null,
            ParameterType.Bool => value as Value.Bool,
            ParameterType.Text =>
                value is Value.Text text && (parameter.Choices.Count == 0 || parameter.Choices.Contains(text.Content)) ? value : null,
            ParameterType.IntegerPair => IsInteger(value, parameter) || IsIntegers(value, parameter, 2) ? value : null,
            ParameterType.IntegerList => IsIntegers(value, parameter, null) ? value : null,
            ParameterType.IntegerOrList => IsInteger(value, parameter) || IsIntegers(value, parameter, null) ? value : null,
            ParameterType.Initializer => value switch
            {
                Value.Initializer => value,
                Value.Text name when Initializer.Find(name.Content) is { } initializer && initializer.Parameters.All(p => !p.IsRequired) =>
                    OfWord(initializer),
                _ => null,
            },
            _ => throw new InvalidOperationException("unknown type of parameter"),
        };
    }

    /// <summary>What the op's parameter takes, in words.</summary>
    public static string Expectation(OpParameter parameter)
    {
        string range = Range(parameter);
        string number = parameter.Type switch
        {
            ParameterType.Integer => "an integer" + range,
            ParameterType.Number => "a number" + range,
            ParameterType.Bool => "true or false",
            ParameterType.Text => parameter.Choices.Count == 0 ? "a text" : string.Empty,
            ParameterType.IntegerPair => $"an integer{range}, or two of them [height, width]",
            ParameterType.IntegerList => $"a list of integers{range}",
            ParameterType.IntegerOrList => $"an integer{range}, or a list of them",
            _ => "an initializer, such as zeros or {kaiming_normal, mode: fan_out}",
        };
        if (parameter.Choices.Count == 0)
            return number;
        string words = string.Join(" or ", parameter.Choices.Select(c => $"'{c}'"));
        return number.Length == 0 ? words : number + ", or " + words;
    }

    /// <summary>The value as a parameter of a block or model takes it, or null where it does not.</summary>
    /// <param name="vocabulary">The words of the place where the value is written.</param>
    public static Value? ForParameter(ParameterDeclaration parameter, Value value, Vocabulary vocabulary) => parameter.Type switch
    {
        SpecType.Int => value is Value.Number { IsInteger: true } ? value : null,
        SpecType.Number => value as Value.Number,
        SpecType.NumberOrList =>
            value is Value.Number || (value is Value.List list && list.Items.All(i => i is Value.Number)) ? value : null,
        SpecType.Bool => value as Value.Bool,
        SpecType.Text => value is LayerValue { Arguments.Count: 0 } word ? new Value.Text(word.Word) : value as Value.Text,
        SpecType.List => value as Value.List,
        SpecType.Table => value as TableValue,
        SpecType.Layer => AsLayer(value, vocabulary),
        _ => value,
    };

    /// <summary>A layer, or the layer that a text names, or null.</summary>
    public static LayerValue? AsLayer(Value value, Vocabulary vocabulary) => value switch
    {
        LayerValue layer => layer,
        Value.Text { Content: Words.None } => LayerValue.None,
        Value.Text text when vocabulary.Find(text.Content) is { } callee => new LayerValue(callee, EquatableArray<GivenArgument>.Empty),
        _ => null,
    };

    /// <summary>The finding for a value that does not fit.</summary>
    public static SpecException Mismatch(
        string owner, string argument, string expected, Value found, string? source, Place place, IEnumerable<string>? choices = null)
    {
        bool isComputed = source is not null && source.IndexOf('$') >= 0;
        string text = isComputed ? $"{source}, which is {ValueText.Describe(found)}" : ValueText.Describe(found);
        string hint = found is Value.Text word && choices is not null && Nearest.Find(word.Content, choices) is { } nearest
            ? $"; did you mean '{nearest}'?"
            : string.Empty;
        return FindingList.Error(Descriptors.WrongValue, place, argument, owner, expected, text, hint);
    }

    private static Value.Initializer OfWord(Initializer initializer) =>
        new(initializer.Name, initializer.Parameters.Where(p => p.Default is not null)
            .Select(p => new Argument(p.Name, p.Default!, null)).ToEquatableArray());

    private static bool IsInteger(Value value, OpParameter parameter) =>
        value is Value.Number { IsInteger: true } number && Math.Abs(number.Amount) <= LargestInteger && IsInRange(number, parameter);

    private static bool IsIntegers(Value value, OpParameter parameter, int? count) =>
        value is Value.List { Items: var items }
            && (count is null ? items.Count > 0 : items.Count == count) && items.All(i => IsInteger(i, parameter));

    private static bool IsInRange(Value.Number number, OpParameter parameter) =>
        (parameter.Minimum is not { } least || (parameter.IsMinimumExclusive ? number.Amount > least : number.Amount >= least))
        && (parameter.Maximum is not { } most || (parameter.IsMaximumExclusive ? number.Amount < most : number.Amount <= most));

    private static string Range(OpParameter parameter)
    {
        string least = parameter.Minimum is { } minimum
            ? (parameter.IsMinimumExclusive ? " above " : " of at least ") + Text(minimum)
            : string.Empty;
        if (parameter.Maximum is not { } maximum)
            return least;
        string most = (parameter.IsMaximumExclusive ? "below " : "at most ") + Text(maximum);
        return least.Length == 0 ? " of " + most : least + " and " + most;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
