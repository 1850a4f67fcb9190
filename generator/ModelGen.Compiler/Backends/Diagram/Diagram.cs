namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>A model as a picture shows it: its chain of layers and blocks, and below it what is inside each block.</summary>
internal sealed record Diagram(string Title, string Subtitle, DiagramGraph Model, IReadOnlyList<DiagramGraph> Blocks);

/// <summary>Boxes in order of execution, and arrows between them.</summary>
internal sealed record DiagramGraph(string Title, IReadOnlyList<DiagramBox> Boxes, IReadOnlyList<DiagramArrow> Arrows);

internal enum DiagramBoxKind
{
    /// <summary>What comes in or goes out.</summary>
    Value,

    /// <summary>A layer with weights.</summary>
    Layer,

    /// <summary>A block, or a run of them.</summary>
    Block,

    /// <summary>A function without weights.</summary>
    Function,

    /// <summary>A small circle: a sum, a product, a concatenation.</summary>
    Join,
}

/// <param name="Name">Unique in its graph.</param>
/// <param name="Lines">The first is the box's title.</param>
/// <param name="Shape">Of the output, where the picture shows it.</param>
/// <param name="IsOptional">Some uses of the block do without it.</param>
internal sealed record DiagramBox(string Name, DiagramBoxKind Kind, IReadOnlyList<string> Lines, string? Shape, bool IsOptional);

internal sealed record DiagramArrow(string From, string To, bool IsOptional);
