using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>Makes slots of a node's arguments.</summary>
internal static class SlotsOf
{
    public static Slot InputChannels(OpNode node) =>
        new(Slot.In, "long", CSharpLiteral.Of(node.InputShapes[0].Channels)) { IsInputChannels = true };

    /// <summary>An integer without which the call is not complete; stands unlabelled.</summary>
    public static Slot Integer(OpNode node, string argument) => Make(node, argument, "long", CSharpLiteral.Of(IntegerOf(node[argument])));

    /// <summary>An integer with a default.</summary>
    public static Slot Integer(OpNode node, string argument, long @default, string? label = null) =>
        Integer(node, argument) with { Label = label ?? argument, Default = CSharpLiteral.Of(@default) };

    public static Slot Number(OpNode node, string argument, double @default, string? label = null) =>
        Number(node, argument) with { Label = label ?? argument, Default = CSharpLiteral.Of(@default) };

    public static Slot Number(OpNode node, string argument) =>
        Make(node, argument, "double", CSharpLiteral.Of(((Value.Number)node[argument]).Amount));

    public static Slot Bool(OpNode node, string argument, bool @default, string? label = null) =>
        Make(node, argument, "bool", CSharpLiteral.Of(((Value.Bool)node[argument]).IsTrue)) with { Label = label ?? argument, Default = CSharpLiteral.Of(@default) };

    /// <summary>A word that may be left out.</summary>
    public static Slot Word(OpNode node, string argument, string @default) =>
        new(argument, "string", CSharpLiteral.Of(((Find(node, argument) as Value.Text)?.Content) ?? @default)) { Label = argument, Default = CSharpLiteral.Of(@default) };

    /// <summary>
    /// Arguments for height and width. TorchSharp's factories take them all as one number, or all as pairs: one list makes pairs of all.
    /// </summary>
    public static IEnumerable<Slot> Pairs(OpNode node, params (string Argument, long? Default)[] arguments)
    {
        bool asPairs = arguments.Any(a => Find(node, a.Argument) is Value.List);
        foreach (var (argument, @default) in arguments)
        {
            // A word (padding: same) is no number: the callee's default stands, and the caller does what the word says.
            var value = Find(node, argument) is { } given and not Value.Text ? given : new Value.Number(@default ?? 0);
            var slot = Make(node, argument, asPairs ? "(long, long)" : "long", asPairs ? Pair(value) : CSharpLiteral.Of(IntegerOf(value)));
            yield return @default is null
                ? slot
                : slot with { Label = argument, Default = asPairs ? Pair(new Value.Number(@default.Value)) : CSharpLiteral.Of(@default.Value) };
        }
    }

    /// <summary>An integer or a list, as the arrays that torch's functions take.</summary>
    /// <param name="orElse">The argument that stands in where this one is left out.</param>
    public static Slot List(OpNode node, string argument, string? orElse = null)
    {
        string given = Find(node, argument) is null && orElse is not null ? orElse : argument;
        return Make(node, given, "long[]", CSharpLiteral.List(Integers(node[given]))) with { Name = argument };
    }

    /// <summary>The same, with a default.</summary>
    public static Slot List(OpNode node, string argument, long @default) =>
        List(node, argument) with { Label = argument, Default = CSharpLiteral.List([@default]) };

    /// <summary>Height and width, as an array of two.</summary>
    public static Slot BothDirections(OpNode node, string argument) => Make(
        node, argument, "long[]", CSharpLiteral.List(Integers(node[argument]) is [var both] ? [both, both] : Integers(node[argument])));

    /// <summary>The items of a list, each as an argument of its own.</summary>
    public static IEnumerable<Slot> Items(OpNode node, string argument, params string[] names) =>
        names.Zip(Integers(node[argument]), (name, value) => new Slot(name, "long", CSharpLiteral.Of(value)));

    /// <summary>What <c>pad</c> adds, last dimension first; sides that get nothing are left out from the end.</summary>
    public static Slot Pads(OpNode node)
    {
        long[] amounts = Pad.Amounts(new OpCall(node.InputShapes, node.Arguments));
        return Make(node, "padding", "long[]", CSharpLiteral.List(amounts is [.., 0, 0] ? amounts.Take(4) : amounts)) with { Source = null };
    }

    public static bool IsWord(OpNode node, string argument, string word) => Find(node, argument) is Value.Text text && text.Content == word;

    private static long[] Integers(Value value) => value is Value.List list ? [.. list.Items.Select(IntegerOf)] : [IntegerOf(value)];

    public static Value? Find(OpNode node, string argument) => node.Arguments.FirstOrDefault(a => a.Name == argument)?.Value;

    public static long IntegerOf(Value value) => ((Value.Number)value).Integer;

    private static string Pair(Value value) => value is Value.List list
        ? "(" + string.Join(", ", list.Items.Select(i => CSharpLiteral.Of(IntegerOf(i)))) + ")"
        : "(" + CSharpLiteral.Of(IntegerOf(value)) + ", " + CSharpLiteral.Of(IntegerOf(value)) + ")";

    private static Slot Make(OpNode node, string argument, string type, string literal) =>
        new(argument, type, literal) { Source = Slot.PlainName(node.Arguments.First(a => a.Name == argument).Source) };
}
