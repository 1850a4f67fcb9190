using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>
/// One step of a <see cref="Scope"/>, in order of execution. It has one output, which other steps name by this node's <see cref="Id"/>.
/// </summary>
public abstract record Node
{
    /// <summary>The name of the value that enters a scope.</summary>
    public const string Input = "input";

    /// <summary>
    /// Which item of the YAML this is, within its scope: the same in every use of a block, so that uses can be laid on top of one another.
    /// Unique within a scope instance (an item inside <c>for</c> carries its iteration).
    /// </summary>
    public required string Id { get; init; }

    /// <summary>Key of the child in the state dict, or null where the node is no child.</summary>
    public string? Key { get; init; }

    /// <summary>Name of the C# property of the child, or null where the node is no child.</summary>
    public string? Property { get; init; }

    /// <summary>Ids of the nodes whose outputs this one takes, or <see cref="Input"/>.</summary>
    public required EquatableArray<string> Inputs { get; init; }

    public required EquatableArray<Shape> InputShapes { get; init; }

    public required Shape Output { get; init; }

    /// <summary>
    /// The text of the expression that let this node in (<c>project</c> of <c>when: $project</c>), or null where nothing guards it.
    /// </summary>
    public string? When { get; init; }

    /// <summary>Where in the YAML this came from; the source map of the diagnostics step turns it into a span.</summary>
    public required Origin Origin { get; init; }
}

/// <summary>One call of a primitive op.</summary>
public sealed record OpNode : Node
{
    public required string Op { get; init; }

    /// <summary>Every argument of the op, defaults included, in the op's own order.</summary>
    public required EquatableArray<Argument> Arguments { get; init; }

    public Value this[string argument] => Arguments.First(a => a.Name == argument).Value;
}

/// <summary>A call of a child scope.</summary>
public sealed record ScopeNode : Node
{
    public required Scope Scope { get; init; }
}

public enum JoinKind
{
    Add,
    Concat,
    Multiply,
}

/// <summary>Several values made one: the end of a residual (shortcut first, then branch) or of parallel branches.</summary>
public sealed record JoinNode : Node
{
    public required JoinKind Kind { get; init; }
}

/// <summary>
/// A resolved argument. <paramref name="Source"/> is its text in the YAML (<c>$planes</c>, <c>3</c>), or null for a default.
/// </summary>
public sealed record Argument(string Name, Value Value, string? Source);

/// <summary>
/// File and YAML path of an item (<c>backbone[3]</c>), and the calls that led there, outermost first. No line numbers: a comment that moves
/// must not change a graph.
/// </summary>
public sealed record Origin(string File, string Path, EquatableArray<CallSite> Calls)
{
    /// <summary>
    /// The key that heads the item's mapping (<c>conv</c>): where a finding is underlined. Null for an item that is a word.
    /// </summary>
    public string? Head { get; init; }
}

/// <summary>The head of an item that calls a block: its file and YAML path.</summary>
public sealed record CallSite(string File, string Path, bool IsKey);
