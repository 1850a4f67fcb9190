using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>Puts dropouts between the layers of the head, which is a chain in the model's own list and in its <c>seq</c>s.</summary>
internal sealed class HeadPlacement
{
    private readonly ScopeEditor editor;
    private readonly ChildNames names;
    private readonly string input;
    private readonly HashSet<string> own;

    /// <param name="head">How many of the model's nodes are the backbone's, and the value that enters the head.</param>
    public HeadPlacement(ScopeEditor editor, ChildNames names, (int Start, string Input) head)
    {
        this.editor = editor;
        this.names = names;
        input = head.Input;
        own = new HashSet<string>(editor.Finish().Nodes.Skip(head.Start).Select(n => n.Id), StringComparer.Ordinal);
    }

    /// <exception cref="Diagnostics.SpecException">The head has no such place, or the dropout does not fit there.</exception>
    public void Place(PlacedDropout dropout)
    {
        var root = editor.Finish();
        var spine = Spine.Of(root, input, root.Result);
        int boundary = new Slots(spine, "the head").Find(dropout.Entry.Position, Diagnostics.Place.Of(dropout.Entry.At));
        bool isEnd = boundary == spine.Steps.Count;
        var chain = new ChainPlace(spine, boundary, input, "head");
        if (chain.PlaceInside(editor, names, dropout))
            return;
        var node = dropout.Node(editor, names, chain.Id, chain.Value);
        editor.Insert(node, (reader, _) => !isEnd && own.Contains(reader.Id), leaves: isEnd);
        editor.Tell(node, (_, _) => false, r => !isEnd && r.First is { } first && own.Contains(first));
        own.Add(node.Id);
    }
}
