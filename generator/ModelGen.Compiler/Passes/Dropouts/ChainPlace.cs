using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>A boundary of a spine, as a place in the lists that it is written in.</summary>
internal sealed class ChainPlace
{
    private readonly SpineStep? previous;
    private readonly SpineStep? next;
    private readonly string root;

    /// <summary>How many <c>seq</c>s both neighbours stand in.</summary>
    private readonly int depth;

    /// <param name="input">The value that the spine starts from.</param>
    /// <param name="root">Begins the id of what is placed.</param>
    public ChainPlace(Spine spine, int boundary, string input, string root)
    {
        previous = boundary > 0 ? spine.Steps[boundary - 1] : null;
        next = boundary < spine.Steps.Count ? spine.Steps[boundary] : null;
        this.root = root;
        while (previous is not null && next is not null && previous.Within.Count > depth && next.Within.Count > depth
            && previous.Within[depth] == next.Within[depth])
            depth++;
        Value = previous?.IdAt(depth) ?? input;
    }

    /// <summary>The value that the dropout reads, in its own list.</summary>
    public string Value { get; }

    /// <summary>An id that is the same in every use of the block.</summary>
    public string Id => root + "/" + (previous is null ? "start" : next is null ? "end" : "before " + next.IdAt(depth));

    /// <summary>Places the dropout if the place is inside a <c>seq</c>; its list is a plain chain there.</summary>
    public bool PlaceInside(ScopeEditor editor, ChildNames names, PlacedDropout dropout)
    {
        if (depth == 0)
            return false;
        editor.Replace(Inside(editor, names, dropout, 0));
        return true;
    }

    private ScopeNode Inside(ScopeEditor editor, ChildNames names, PlacedDropout dropout, int level)
    {
        var seq = (ScopeNode)editor.Find(previous!.Within[level]);
        var inner = new ScopeEditor(seq.Scope);
        if (level + 1 < depth)
            inner.Replace(Inside(inner, names, dropout, level + 1));
        else
            inner.Insert(dropout.Node(inner, names, Id, Value), (_, _) => true, leaves: true);
        return seq with { Scope = inner.Finish() };
    }
}
