using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Who may overwrite what, in one instance of a scope. A value's roots are the nodes whose memory it may share; nodes are recorded in order of
/// execution, and each may first ask whether it can work in place.
/// </summary>
internal sealed class Liveness
{
    private readonly Scope scope;
    private readonly List<(Node Node, ForwardTraits Traits)> done = [];
    private readonly Dictionary<string, HashSet<string>> roots = new(StringComparer.Ordinal) { [Node.Input] = [Node.Input] };

    public Liveness(Scope scope) => this.scope = scope;

    public ForwardTraits Traits => new(
        MayAliasInput: Overlap(scope.Result, Node.Input),
        SavesInput: IsSaved(Node.Input),
        SavesOutput: IsSaved(scope.Result));

    /// <summary>
    /// True if <paramref name="node"/> may overwrite its operand: the memory is not the caller's, nothing reads it afterwards, and autograd kept
    /// it neither as somebody's input nor as its producer's output.
    /// </summary>
    public bool CanOverwrite(Node node, int operand)
    {
        string value = node.Inputs[operand];
        if (Overlap(value, Node.Input) || IsSaved(value))
            return false;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (i != operand && Overlap(node.Inputs[i], value))
                return false;
        }

        return !LaterReads(node).Any(read => roots.ContainsKey(read) && Overlap(read, value));
    }

    /// <summary>Records that a node has run: on fresh memory, or over its operand's.</summary>
    public void Run(Node node, ForwardTraits traits, int? overwritten)
    {
        var own = new HashSet<string>(StringComparer.Ordinal);
        if (overwritten is { } operand)
            own.UnionWith(roots[node.Inputs[operand]]);
        else
            own.Add(node.Id);
        if (traits.MayAliasInput)
            own.UnionWith(node.Inputs.SelectMany(i => roots[i]));
        roots[node.Id] = own;
        // An op in place keeps what it needs itself.
        done.Add((node, overwritten is null ? traits : traits with { SavesInput = false }));
    }

    /// <summary>What the nodes after this one read, the scope's caller last.</summary>
    private IEnumerable<string> LaterReads(Node node) =>
        scope.Nodes.SkipWhile(n => n.Id != node.Id).Skip(1).SelectMany(n => n.Inputs).Append(scope.Result);

    private bool IsSaved(string value) => done.Exists(d =>
        (d.Traits.SavesOutput && Overlap(d.Node.Id, value)) || (d.Traits.SavesInput && d.Node.Inputs.Any(i => Overlap(i, value))));

    private bool Overlap(string a, string b) => roots[a].Overlaps(roots[b]);
}
