using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>One entry of the spec's <c>dropout:</c>, evaluated: what the placement pass reads.</summary>
/// <param name="Op">A dropout op.</param>
/// <param name="Calls">
/// Its arguments, each list complete and in the op's own order: one for each residual of the model, in order of execution; for the head,
/// one.
/// </param>
public sealed record DropoutEntry(
    DropoutTarget Target, DropoutPosition Position, string Op, EquatableArray<EquatableArray<Argument>> Calls, Origin Origin)
{
    /// <summary>Which residuals it is for, by the paths of their containers; <c>*</c> stands for anything. Null: all.</summary>
    public string? Filter { get; init; }

    /// <summary>Where the place is written.</summary>
    public required Origin At { get; init; }

    /// <summary>Where the filter is written, if there is one.</summary>
    public Origin? In { get; init; }
}

public enum DropoutTarget
{
    /// <summary>The branches of residuals.</summary>
    Branch,

    /// <summary>The model's head.</summary>
    Head,
}

/// <summary>The words that positions count in.</summary>
public enum SlotKind
{
    Norm,
    Act,
    Conv,
    Linear,
    Pool,
}

/// <summary>Where in a branch, or in the head, a dropout goes. The family is closed.</summary>
public abstract record DropoutPosition
{
    private DropoutPosition()
    {
    }

    /// <summary>
    /// P0 to P8 in a pre-activation basic branch B1 A1 C1 B2 A2 C2 (Kim et al., UAI 2023, counted; P0 before the split, P8 after the join).
    /// </summary>
    public sealed record Numbered(int Number) : DropoutPosition;

    public sealed record Start : DropoutPosition;

    public sealed record End : DropoutPosition;

    /// <summary>Before the last weight layer, if no norm follows it (Kim et al., UAI 2023).</summary>
    public sealed record Guideline : DropoutPosition;

    /// <summary>Beside one layer.</summary>
    /// <param name="IsAfter">After it rather than before it.</param>
    /// <param name="Ordinal">From 1, or null for the last.</param>
    public sealed record Beside(bool IsAfter, SlotKind Kind, int? Ordinal) : DropoutPosition;
}
