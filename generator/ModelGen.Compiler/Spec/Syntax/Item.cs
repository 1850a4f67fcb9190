using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>The keys that may stand beside any head, as far as they are given.</summary>
internal sealed record ItemOptions
{
    public ValueSyntax? Name { get; init; }

    public YamlScalar? As { get; init; }

    public ValueSyntax? When { get; init; }

    public ValueSyntax? Repeat { get; init; }

    public EquatableArray<ArgumentSyntax> First { get; init; }

    public EquatableArray<ArgumentSyntax> Last { get; init; }

    public YamlScalar? Tap { get; init; }

    public ValueSyntax? Aux { get; init; }
}

/// <summary>One item of a list of layers, parsed. The family is closed.</summary>
internal abstract record Item(YamlNode Node, HeadSyntax Head, ItemOptions Options)
{
    public Place Place => Head.Place;

    /// <summary>An op, a block, or an expression that gives one.</summary>
    internal sealed record Call(YamlNode Node, HeadSyntax Head, ItemOptions Options, CallSyntax Syntax) : Item(Node, Head, Options);

    /// <summary>A container.</summary>
    internal sealed record Seq(YamlNode Node, HeadSyntax Head, ItemOptions Options, ItemList Items) : Item(Node, Head, Options);

    /// <summary>A branch beside a shortcut. Transparent: its names belong to the container around it.</summary>
    internal sealed record Residual(
        YamlNode Node, HeadSyntax Head, ItemOptions Options, ItemList Branch, ItemList? Shortcut, ValueSyntax? Join, ValueSyntax? Skip)
        : Item(Node, Head, Options);

    /// <summary>Branches over one value. Transparent.</summary>
    internal sealed record Parallel(
        YamlNode Node, HeadSyntax Head, ItemOptions Options, EquatableArray<ItemList> Branches, ValueSyntax Join)
        : Item(Node, Head, Options);

    /// <summary>Items once for each row of values, spliced into the list around them.</summary>
    internal sealed record For(YamlNode Node, HeadSyntax Head, ItemOptions Options, RowsSyntax Rows, ItemList Do)
        : Item(Node, Head, Options);

    /// <summary>Goes on from a value that was named before.</summary>
    internal sealed record From(YamlNode Node, HeadSyntax Head, ItemOptions Options, YamlScalar Tap) : Item(Node, Head, Options);
}

/// <summary>A list of items, and the YAML list it stands in.</summary>
internal sealed record ItemList(YamlSequence Node, EquatableArray<Item> Items);

/// <summary>What a <c>for</c> runs over: lists side by side, or one value that is a table or an integer.</summary>
internal sealed record RowsSyntax(YamlNode Node, EquatableArray<ArgumentSyntax> Columns, ValueSyntax? Value);
