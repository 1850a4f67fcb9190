using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>A scope into which nodes are put: between a value and some of those who read it. Its residuals follow.</summary>
internal sealed class ScopeEditor(Scope scope)
{
    private readonly List<Node> nodes = [.. scope.Nodes];
    private readonly List<Residual> residuals = [.. scope.Residuals];
    private string result = scope.Result;

    /// <summary>Tells which operands of which nodes read the new value instead of the old.</summary>
    public delegate bool Reads(Node node, int operand);

    public string Class => scope.Class;

    public IReadOnlyList<Residual> Residuals => residuals;

    public Scope Finish() => scope with
    {
        Nodes = nodes.ToEquatableArray(),
        Residuals = residuals.ToEquatableArray(),
        Result = result,
    };

    public Node Find(string id) => nodes.Find(n => n.Id == id) ?? throw new InvalidOperationException("no node " + id);

    public Shape ShapeOf(string value) => value == Node.Input ? scope.Input : Find(value).Output;

    public int IndexOf(string id) => id == Node.Input ? -1 : nodes.FindIndex(n => n.Id == id);

    /// <summary>An id that is free, and the same in every instance of the class.</summary>
    public string FreeId(string id)
    {
        while (nodes.Exists(n => n.Id == id))
            id += "'";
        return id;
    }

    public void Replace(Node node) => nodes[IndexOf(node.Id)] = node;

    /// <summary>Puts a node behind a value.</summary>
    /// <param name="node">Reads the value.</param>
    /// <param name="leaves">The scope's result, if it is the value, is the node's.</param>
    public void Insert(Node node, Reads reads, bool leaves)
    {
        string value = node.Inputs[0];
        int first = -1;
        for (int i = 0; i < nodes.Count; i++)
        {
            var reader = nodes[i];
            string[] inputs = [.. reader.Inputs.Select((input, o) => input == value && reads(reader, o) ? node.Id : input)];
            if (inputs.SequenceEqual(reader.Inputs))
                continue;
            nodes[i] = reader with { Inputs = new(inputs) };
            first = first < 0 ? i : first;
        }

        // As late as possible, so that no memory is held for longer.
        nodes.Insert(first < 0 ? IndexOf(value) + 1 : first, node);
        if (leaves && result == value)
            result = node.Id;
    }

    /// <summary>
    /// Tells the residuals of a node that was put behind a value: those in whose branch or shortcut it stands, and those that start from it.
    /// </summary>
    /// <param name="isIn">True for a list of nodes that the new one belongs to.</param>
    /// <param name="starts">True for a residual whose input, if it was the value, is now the node.</param>
    public void Tell(Node node, Func<Residual, EquatableArray<string>, bool> isIn, Func<Residual, bool> starts)
    {
        string value = node.Inputs[0];
        string Now(string old, bool isNew) => old == value && isNew ? node.Id : old;
        for (int i = 0; i < residuals.Count; i++)
        {
            var old = residuals[i];
            bool inBranch = isIn(old, old.Branch), inShortcut = isIn(old, old.Shortcut), moves = starts(old);
            residuals[i] = old with
            {
                Input = Now(old.Input, moves),
                Branch = inBranch ? Ordered(old.Branch, node.Id) : old.Branch,
                BranchResult = Now(old.BranchResult, inBranch || (moves && old.Branch.Count == 0)),
                Shortcut = inShortcut ? Ordered(old.Shortcut, node.Id) : old.Shortcut,
                ShortcutResult = old.ShortcutResult is { } shortcut ? Now(shortcut, inShortcut || moves) : null,
            };
        }
    }

    private EquatableArray<string> Ordered(EquatableArray<string> ids, string id) => ids.Append(id).OrderBy(IndexOf).ToEquatableArray();
}
