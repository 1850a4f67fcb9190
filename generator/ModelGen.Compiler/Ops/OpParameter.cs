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
}

/// <summary>An argument an op takes. <paramref name="Default"/> is null where it must be given.</summary>
public sealed record OpParameter(string Name, ParameterType Type, Value? Default, string Summary)
{
    /// <summary>The one that stands beside the op's word: <c>{conv: 16}</c>.</summary>
    public bool IsMain { get; init; }

    /// <summary>The argument may be left out and then means "as the op decides" (a pooling's stride is its kernel size).</summary>
    public bool IsOptional { get; init; }

    public double? Minimum { get; init; }

    public double? Maximum { get; init; }

    public EquatableArray<string> Choices { get; init; }
}
