using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

public enum ParameterType
{
    Integer,
    Number,
    Bool,
    Text,

    /// <summary>An integer, or a list of two: height, width.</summary>
    IntegerPair,

    /// <summary>A list of integers.</summary>
    IntegerList,

    /// <summary>An integer, or a list of integers of any length.</summary>
    IntegerOrList,

    /// <summary>How fresh weights are drawn, in item syntax: <c>{kaiming_normal, mode: fan_out}</c>, a call of an <see cref="Initializer"/>.</summary>
    Initializer,
}

/// <summary>An argument an op takes. <paramref name="Default"/> is null where it must be given, or where it may be left out.</summary>
public sealed record OpParameter(string Name, ParameterType Type, Value? Default, string Summary)
{
    /// <summary>The one that stands beside the op's word: <c>{conv: 16}</c>.</summary>
    public bool IsMain { get; init; }

    /// <summary>The argument may be left out and then means "as the op decides" (a pooling's stride is its kernel size).</summary>
    public bool IsOptional { get; init; }

    /// <summary>True if a call is not complete without it.</summary>
    public bool IsRequired => Default is null && !IsOptional;

    /// <summary>Least value, of every number where there are several.</summary>
    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    /// <summary>True if the minimum itself is not allowed.</summary>
    public bool IsMinimumExclusive { get; init; }

    /// <summary>True if the maximum itself is not allowed.</summary>
    public bool IsMaximumExclusive { get; init; }

    /// <summary>The words of a text; beside another type, words that may stand instead of a number (<c>padding: same</c>).</summary>
    public EquatableArray<string> Choices { get; init; }

    /// <summary>True if the argument changes neither keys nor shapes, so that <c>defaults:</c> may set it for a whole model.</summary>
    public bool CanBeDefaulted { get; init; }

    public static OpParameter Required(string name, ParameterType type, string summary) => new(name, type, null, summary);

    public static OpParameter Optional(string name, ParameterType type, string summary) => new(name, type, null, summary) { IsOptional = true };

    public static OpParameter Integer(string name, long @default, string summary) => new(name, ParameterType.Integer, new Value.Number(@default), summary);

    public static OpParameter Pair(string name, long @default, string summary) => new(name, ParameterType.IntegerPair, new Value.Number(@default), summary);

    public static OpParameter Number(string name, double @default, string summary) => new(name, ParameterType.Number, new Value.Number(@default), summary);

    public static OpParameter Bool(string name, bool @default, string summary) => new(name, ParameterType.Bool, new Value.Bool(@default), summary);

    public static OpParameter Word(string name, string @default, string summary, params string[] choices) =>
        new(name, ParameterType.Text, new Value.Text(@default), summary) { Choices = new(choices) };

    /// <summary>How a tensor of the op's state is drawn; left out, as torch does.</summary>
    public static OpParameter Init(string name, string tensor) =>
        Optional(name, ParameterType.Initializer, $"How `{tensor}` is drawn; left out: as torch.nn does.") with { CanBeDefaulted = true };
}
