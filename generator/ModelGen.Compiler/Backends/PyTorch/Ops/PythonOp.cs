using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch.Ops;

/// <summary>How one op of the language is written in PyTorch: as a module, as an expression in <c>forward</c>, or as either.</summary>
internal sealed record PythonOp
{
    /// <summary>The values the call passes, in order: a module's and a function's are the same.</summary>
    public Func<OpNode, IEnumerable<Slot>> Slots { get; init; } = _ => [];

    /// <summary>The class, <c>nn.Conv2d</c>, or null where there is none.</summary>
    public string? Module { get; init; }

    /// <summary>The expression, given the operand and the arguments as text; null for a module alone.</summary>
    public Func<string, IReadOnlyList<string>, string>? Expression { get; init; }

    /// <summary>Definitions of <see cref="PythonHelpers"/> that the module needs, each after those it needs itself.</summary>
    public IReadOnlyList<string> Helpers { get; init; } = [];

    /// <summary>Definitions that the expression needs.</summary>
    public IReadOnlyList<string> FunctionHelpers => [.. Helpers.Where(h => char.IsLower(h[0]))];

    /// <summary>True if the child is a bare parameter rather than a module.</summary>
    public bool IsParameter { get; init; }

    public bool IsIdentity { get; init; }

    public static PythonOp Layer(string module, Func<OpNode, IEnumerable<Slot>> slots) => new() { Module = module, Slots = slots };

    /// <summary>A function of torch, whose module has the same arguments.</summary>
    public static PythonOp Function(string module, string function, Func<OpNode, IEnumerable<Slot>>? slots = null) => new()
    {
        Module = module,
        Slots = slots ?? (_ => []),
        Expression = (x, arguments) => function + "(" + string.Join(", ", arguments.Prepend(x)) + ")",
    };

    /// <summary>A function that torch has not, or has no module for: both are written into the file where they are used.</summary>
    public static PythonOp Helper(string module, string function, Func<OpNode, IEnumerable<Slot>> slots) =>
        Function(module, function, slots) with { Helpers = function.Contains('.') ? [module] : [function, module] };
}

/// <summary>Makes slots of a node's arguments. Types only keep slots of different kinds apart: Python has no use for them.</summary>
internal static class PythonSlots
{
    private const string Size = "size";

    public static Slot InputChannels(OpNode node) =>
        new(Slot.In, "long", CSharpLiteral.Of(node.InputShapes[0].Channels)) { IsInputChannels = true };

    /// <summary>A number, a pair, a word, as the graph has it. Without a default it stands unlabelled.</summary>
    public static Slot Of(OpNode node, string argument, string type, Value? @default = null, string? label = null)
    {
        var given = node.Arguments.First(a => a.Name == argument);
        return new Slot(argument, type, Text(given.Value, type))
        {
            Source = Slot.PlainName(given.Source),
            Label = @default is null ? null : label ?? argument,
            Default = @default is null ? null : Text(@default, type),
        };
    }

    public static Slot Integer(OpNode node, string argument) => Of(node, argument, "long");

    public static Slot Integer(OpNode node, string argument, long @default) => Of(node, argument, "long", new Value.Number(@default));

    public static Slot Number(OpNode node, string argument) => Of(node, argument, "double");

    public static Slot Number(OpNode node, string argument, double @default, string? label = null) =>
        Of(node, argument, "double", new Value.Number(@default), label);

    public static Slot Bool(OpNode node, string argument, bool @default, string? label = null) =>
        Of(node, argument, "bool", new Value.Bool(@default), label);

    /// <summary>A word that may have been left out.</summary>
    public static Slot Word(OpNode node, string argument, string @default) =>
        node.Arguments.Any(a => a.Name == argument)
            ? Of(node, argument, "str", new Value.Text(@default))
            : Fixed(argument, "str", CSharpLiteral.Of(@default), argument) with
        {
            Default = CSharpLiteral.Of(@default),
        };

    /// <summary>An integer or a pair.</summary>
    public static Slot Pair(OpNode node, string argument) => Of(node, argument, Size);

    public static Slot Pair(OpNode node, string argument, long @default) => Of(node, argument, Size, new Value.Number(@default));

    /// <summary>A pair that may have been left out, which means another argument's value.</summary>
    public static IEnumerable<Slot> OptionalPair(OpNode node, string argument) =>
        node.Arguments.Any(a => a.Name == argument) ? [Pair(node, argument) with { Label = argument }] : [];

    /// <summary>A list, as a tuple.</summary>
    public static Slot List(OpNode node, string argument) => Of(node, argument, "list");

    /// <summary>One integer of a list.</summary>
    public static Slot Integers(OpNode node, string argument, int index, string name)
    {
        var list = (Graph.Value.List)node.Arguments.First(a => a.Name == argument).Value;
        return new Slot(name, "long", Text(list.Items[index], "long"));
    }

    /// <summary>A value that is no argument of the spec.</summary>
    public static Slot Fixed(string name, string type, string literal, string? label = null) => new(name, type, literal) { Label = label };

    private static string Text(Value value, string type) => value switch
    {
        Graph.Value.Number number => type == "double" ? CSharpLiteral.Of(number.Amount) : CSharpLiteral.Of(number.Integer),
        Graph.Value.Bool flag => CSharpLiteral.Of(flag.IsTrue),
        Graph.Value.Text text => CSharpLiteral.Of(text.Content),
        Graph.Value.List list => "(" + string.Join(", ", list.Items.Select(i => Text(i, type))) + (list.Items.Count == 1 ? ",)" : ")"),
        _ => throw new InvalidOperationException("unknown kind of value"),
    };
}
