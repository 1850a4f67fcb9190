using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

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

    /// <summary>
    /// Arguments for height and width. TorchSharp's factories take them all as one number, or all as pairs: one list makes pairs of all.
    /// </summary>
    public static IEnumerable<Slot> Pairs(OpNode node, params (string Argument, long? Default)[] arguments)
    {
        bool asPairs = arguments.Any(a => Find(node, a.Argument) is Value.List);
        foreach (var (argument, @default) in arguments)
        {
            if (Find(node, argument) is not { } value)
                continue;
            var slot = Make(node, argument, asPairs ? "(long, long)" : "long", asPairs ? Pair(value) : CSharpLiteral.Of(IntegerOf(value)));
            yield return @default is null
                ? slot
                : slot with { Label = argument, Default = asPairs ? Pair(new Value.Number(@default.Value)) : CSharpLiteral.Of(@default.Value) };
        }
    }

    public static Value? Find(OpNode node, string argument) => node.Arguments.FirstOrDefault(a => a.Name == argument)?.Value;

    public static long IntegerOf(Value value) => ((Value.Number)value).Integer;

    private static string Pair(Value value) => value is Value.List list
        ? "(" + string.Join(", ", list.Items.Select(i => CSharpLiteral.Of(IntegerOf(i)))) + ")"
        : "(" + CSharpLiteral.Of(IntegerOf(value)) + ", " + CSharpLiteral.Of(IntegerOf(value)) + ")";

    private static Slot Make(OpNode node, string argument, string type, string literal) =>
        new(argument, type, literal) { Source = Slot.PlainName(node.Arguments.First(a => a.Name == argument).Source) };
}
