using System.Runtime.CompilerServices;

namespace ModelGen.LibTorch.Tests.Results;

/// <summary>One call, as Python writes it and as C# does.</summary>
public sealed record Case(string Python, Func<Operands, object> CSharp)
{
    /// <summary>The tensors of a result: one, several of an array or a tuple, or a number's.</summary>
    public IReadOnlyList<Tensor> Evaluate(Operands operands) => CSharp(operands) switch
    {
        Tensor one => [one],
        Tensor[] several => several,
        IList<Tensor> several => [.. several],
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(k => (Tensor)tuple[k]!)],
        bool flag => [tensor(flag)],
        long number => [tensor(number)],
        double number => [tensor(number)],
        var other => throw new InvalidOperationException($"{Python} gave a {other.GetType()}."),
    };
}
