using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Where a list of items is elaborated: what its names mean, which container its children go to.</summary>
internal sealed record Site(ScopeDraft Scope, ValueEvaluator Values, Bindings Names)
{
    /// <summary>True in the lists of containers, whose children without a name are called by their position.</summary>
    public bool IsPositional { get; init; }

    /// <summary>Values named by <c>tap</c>. Shared by the items of a list, copied for branches.</summary>
    public required Dictionary<string, Flow> Taps { get; init; }

    /// <summary>Taps of the containers around, which cannot be reached: for the message.</summary>
    public EquatableArray<string> OuterTaps { get; init; }

    /// <summary>The condition under which the list is there at all, as text.</summary>
    public string? Guard { get; init; }

    /// <summary>Which rows of the <c>for</c>s around it this is: tells node ids apart.</summary>
    public string Iteration { get; init; } = string.Empty;

    /// <summary>Calls of blocks that led here.</summary>
    public EquatableArray<CallSite> Calls { get; init; }

    /// <summary>Lists around this one, through calls of blocks.</summary>
    public int Depth { get; init; }

    public Vocabulary Vocabulary => Values.Vocabulary;

    public string IdOf(Item item) => item.Node.Path + Iteration;

    public Origin OriginOf(Item item) => new(item.Node.File, item.Node.Path, Calls) { Head = item.Head.IsKey ? item.Head.Word : null };

    /// <summary>The condition of an item as text: its own, and that of the structure around it.</summary>
    public string? GuardOf(ValueSyntax? condition)
    {
        string? own = condition is ValueSyntax.Formula formula ? formula.Template.Formula : null;
        return own is null ? Guard : Guard is null ? own : $"({Guard}) and ({own})";
    }
}
