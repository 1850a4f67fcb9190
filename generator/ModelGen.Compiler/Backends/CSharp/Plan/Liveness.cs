using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Who may overwrite what, in one instance of a scope. A value's roots are the nodes whose memory it may share; nodes are recorded in order of
/// execution, and each may first ask whether it can work in place.
/// </summary>
internal sealed class Liveness
{
    private readonly string result;
    private readonly Dictionary<string, HashSet<string>> roots = new(StringComparer.Ordinal) { [Node.Input] = [Node.Input] };

    /// <summary>Roots of what autograd keeps.</summary>
    private readonly HashSet<string> saved = new(StringComparer.Ordinal);

    /// <summary>For each value, how often a node yet to run reads it; an output of the scope is read once more, by the caller.</summary>
    private readonly Dictionary<string, int> reads = new(StringComparer.Ordinal);

    /// <summary>Values that are read again, by root.</summary>
    private readonly Dictionary<string, HashSet<string>> valuesOf = new(StringComparer.Ordinal) { [Node.Input] = [Node.Input] };

    /// <param name="auxiliary">Further values that leave the scope.</param>
    public Liveness(IReadOnlyList<Node> nodes, string result, IEnumerable<string> auxiliary)
    {
        this.result = result;
        foreach (string read in nodes.SelectMany(n => n.Inputs).Concat(auxiliary).Append(result))
            reads[read] = reads.TryGetValue(read, out int count) ? count + 1 : 1;
    }

    public ForwardTraits Traits => new(
        MayAliasInput: roots[result].Contains(Node.Input),
        SavesInput: saved.Contains(Node.Input),
        SavesOutput: roots[result].Overlaps(saved));

    /// <summary>
    /// True if <paramref name="node"/> may overwrite its operand: the memory is not the caller's, nothing reads it afterwards, and autograd kept
    /// it neither as somebody's input nor as its producer's output.
    /// </summary>
    public bool CanOverwrite(Node node, int operand)
    {
        var memory = roots[node.Inputs[operand]];
        if (memory.Contains(Node.Input) || memory.Overlaps(saved))
            return false;
        for (int i = 0; i < node.Inputs.Count; i++)
        {
            if (i != operand && roots[node.Inputs[i]].Overlaps(memory))
                return false;
        }

        // What this node itself reads is no later read.
        string own = node.Inputs[operand];
        return memory.SelectMany(root => valuesOf[root]).All(value => Reads(value) == (value == own ? 1 : 0));
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
        foreach (string root in own)
        {
            if (!valuesOf.TryGetValue(root, out var values))
                valuesOf.Add(root, values = new HashSet<string>(StringComparer.Ordinal));
            values.Add(node.Id);
        }

        foreach (string input in node.Inputs)
            reads[input]--;
        // An op in place keeps what it needs itself.
        if (traits.SavesInput && overwritten is null)
            saved.UnionWith(node.Inputs.SelectMany(i => roots[i]));
        if (traits.SavesOutput)
            saved.UnionWith(own);
    }

    private int Reads(string value) => reads.TryGetValue(value, out int count) ? count : 0;
}
