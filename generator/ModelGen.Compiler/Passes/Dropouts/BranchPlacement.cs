using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>Puts dropouts at the boundaries of a branch, before its split, and after its join.</summary>
internal sealed class BranchPlacement(ScopeEditor editor, ChildNames names)
{
    private const int BeforeSplit = 0;
    private const int AfterJoin = 8;

    /// <summary>Places one dropout at the residual with this number in the scope.</summary>
    /// <param name="owner">How a message calls the branch.</param>
    /// <exception cref="SpecException">The branch has no such place, or the dropout does not fit there.</exception>
    public void Place(int number, PlacedDropout dropout, string owner)
    {
        var residual = editor.Residuals[number];
        var spine = Spine.Of(editor.Finish(), residual);
        int boundary = new Slots(spine, owner).Find(dropout.Entry.Position, Diagnostics.Place.Of(dropout.Entry.At));
        switch (dropout.Entry.Position)
        {
            case DropoutPosition.Numbered { Number: BeforeSplit }:
                PlaceBeforeSplit(residual, dropout);
                break;
            case DropoutPosition.Numbered { Number: AfterJoin } when residual.Join is not null:
                PlaceAfterJoin(residual, dropout);
                break;
            default:
                PlaceAt(residual, spine, boundary, dropout);
                break;
        }
    }

    private void PlaceBeforeSplit(Residual residual, PlacedDropout dropout)
    {
        var node = dropout.Node(editor, names, residual.Id + "/split", residual.Input);
        editor.Insert(node, (reader, _) => IsOwn(residual, reader.Id), leaves: false);
        editor.Tell(node, (r, list) => r.Id != residual.Id && ContainsOne(list, residual), r => r.Id == residual.Id || Contains(residual, r));
    }

    private void PlaceAfterJoin(Residual residual, PlacedDropout dropout)
    {
        var node = dropout.Node(editor, names, residual.Id + "/join", residual.Id);
        editor.Insert(node, (reader, _) => true, leaves: true);
        editor.Tell(node, (r, list) => r.Id != residual.Id && ContainsOne(list, residual), r => r.Id != residual.Id && IsLater(r, node));
    }

    private void PlaceAt(Residual residual, Spine spine, int boundary, PlacedDropout dropout)
    {
        bool isEnd = boundary == spine.Steps.Count;
        var chain = new ChainPlace(spine, boundary, residual.Input, residual.Id);
        if (chain.PlaceInside(editor, names, dropout))
            return;
        var node = dropout.Node(editor, names, chain.Id, chain.Value);
        if (!isEnd)
            editor.Insert(node, (reader, _) => residual.Branch.Contains(reader.Id), leaves: false);
        else if (residual.Join is null)
            editor.Insert(node, (reader, _) => !residual.Branch.Contains(reader.Id), leaves: true);
        else
            editor.Insert(node, (reader, operand) => reader.Id == residual.Id && operand == reader.Inputs.Count - 1, leaves: false);
        editor.Tell(
            node,
            (r, list) => r.Id == residual.Id ? list == r.Branch : ContainsOne(list, residual),
            r => r.Id != residual.Id && (residual.Branch.Contains(r.Id) || (isEnd && residual.Join is null && IsLater(r, node))));
    }

    private static bool IsOwn(Residual residual, string id) =>
        id == residual.Id || residual.Branch.Contains(id) || residual.Shortcut.Contains(id);

    /// <summary>True if the inner residual is part of the outer one.</summary>
    private static bool Contains(Residual outer, Residual inner) =>
        inner.Id != outer.Id && (ContainsOne(outer.Branch, inner) || ContainsOne(outer.Shortcut, inner));

    private static bool ContainsOne(EquatableArray<string> list, Residual residual) => residual.First is { } first && list.Contains(first);

    private bool IsLater(Residual residual, Node node) => residual.First is { } first && editor.IndexOf(first) > editor.IndexOf(node.Id);
}
