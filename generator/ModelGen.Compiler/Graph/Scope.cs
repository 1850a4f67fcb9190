using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

public enum ScopeKind
{
    /// <summary>The model itself.</summary>
    Model,

    /// <summary>A use of a block.</summary>
    Block,

    /// <summary>A <c>seq</c>: children named or numbered, one after another.</summary>
    Sequence,

    /// <summary>A <c>repeat</c>: children numbered from 0, one after another.</summary>
    Repeat,
}

/// <summary>A container that becomes one <c>nn.Module</c> with children of its own. An instance: every number in it is concrete.</summary>
public sealed record Scope
{
    public required ScopeKind Kind { get; init; }

    /// <summary>
    /// Name of the C# class. All scopes of a model with the same name are instances of one class: the uses of one block with the same layer
    /// values, or what one <c>seq</c> inside such a block became in each use.
    /// </summary>
    public required string Class { get; init; }

    public required Shape Input { get; init; }

    public required Shape Output { get; init; }

    public required EquatableArray<Node> Nodes { get; init; }

    /// <summary>Id of the node whose output leaves the scope, or <see cref="Node.Input"/>.</summary>
    public required string Result { get; init; }

    /// <summary>
    /// Named values a block was called with, then those of its <c>let</c>: names for the emitted constructor's parameters.
    /// </summary>
    public EquatableArray<Argument> Parameters { get; init; }

    /// <summary>The residuals written in this scope, outer before inner, in order of execution.</summary>
    public EquatableArray<Residual> Residuals { get; init; }
}
