using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>The shapes and arguments of one call, as the op's rules see them.</summary>
public sealed class OpCall(EquatableArray<Shape> inputs, EquatableArray<Argument> arguments)
{
    private readonly List<OpFault> faults = [];

    public Shape In => inputs[0];

    public IReadOnlyList<OpFault> Faults => faults;

    public Value? Find(string name) => arguments.FirstOrDefault(a => a.Name == name)?.Value;

    public long Integer(string name) => ((Value.Number)Find(name)!).Integer;

    public double Number(string name) => ((Value.Number)Find(name)!).Amount;

    public bool Bool(string name) => ((Value.Bool)Find(name)!).IsTrue;

    public string Text(string name) => ((Value.Text)Find(name)!).Content;

    /// <summary>True if the argument was given, or has a default.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>True if a word stands where a number could: <c>padding: same</c>.</summary>
    public bool Is(string name, string word) => Find(name) is Value.Text text && text.Content == word;

    /// <summary>An integer for both directions, or a list of two.</summary>
    public (long Height, long Width) Pair(string name) => Find(name) switch
    {
        Value.List list => (((Value.Number)list.Items[0]).Integer, ((Value.Number)list.Items[1]).Integer),
        var value => (((Value.Number)value!).Integer, ((Value.Number)value).Integer),
    };

    /// <summary>The integers of a list; one integer is a list of one.</summary>
    public long[] Integers(string name) => Find(name) is Value.List list ? [.. list.Items.Select(v => ((Value.Number)v).Integer)] : [Integer(name)];

    /// <summary>Says why this call has no output; returns null so that a rule can end with it. <paramref name="argument"/> places the span.</summary>
    public Shape? Fail(string message, string? argument = null)
    {
        faults.Add(new OpFault(message, argument));
        return null;
    }
}

/// <summary>What an op objects to: found and expected, in one sentence, and the argument it is about (null: the incoming value).</summary>
public sealed record OpFault(string Message, string? Argument);
