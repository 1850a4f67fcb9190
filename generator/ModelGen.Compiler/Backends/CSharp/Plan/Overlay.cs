using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>The node of one id in every instance of a class; null where the instance does without it.</summary>
internal sealed class OverlayNode(string id, Node?[] uses)
{
    public string Id => id;

    public Node?[] Uses => uses;

    public Node Sample { get; } = uses.First(u => u is not null)!;

    public bool IsConditional { get; } = uses.Contains(null);

    public bool IsIn(int instance) => uses[instance] is not null;

    public IEnumerable<int> Instances => Enumerable.Range(0, uses.Length).Where(IsIn);

    /// <summary>True if <paramref name="node"/> is the same step as the others, up to values and inputs.</summary>
    public static bool Agree(Node a, Node b) =>
        a.Key == b.Key && a.Property == b.Property && a.Inputs.Count == b.Inputs.Count && (a, b) switch
        {
            (OpNode x, OpNode y) => x.Op == y.Op,
            (ScopeNode x, ScopeNode y) => x.Scope.Kind == y.Scope.Kind,
            (JoinNode x, JoinNode y) => x.Kind == y.Kind,
            _ => false,
        };
}

/// <summary>
/// The instances of a class laid on top of one another by node id: one order of steps of which every instance is a part. What an instance
/// does without is conditional.
/// </summary>
internal sealed class Overlay
{
    private Overlay(IReadOnlyList<Scope> instances, IReadOnlyList<OverlayNode> nodes)
    {
        Instances = instances;
        Nodes = nodes;
    }

    public IReadOnlyList<Scope> Instances { get; }

    public IReadOnlyList<OverlayNode> Nodes { get; }

    /// <summary>Lays the instances over one another, or returns null where their orders or steps contradict each other.</summary>
    public static Overlay? TryLay(IReadOnlyList<Scope> instances)
    {
        var order = new List<string>();
        foreach (var instance in instances)
        {
            if (!TryMerge(order, instance))
                return null;
        }

        var uses = order.ToDictionary(id => id, _ => new Node?[instances.Count], StringComparer.Ordinal);
        for (int i = 0; i < instances.Count; i++)
        {
            foreach (var node in instances[i].Nodes)
                uses[node.Id][i] = node;
        }

        var nodes = order.Select(id => new OverlayNode(id, uses[id])).ToList();
        return nodes.TrueForAll(n => n.Uses.All(u => u is null || OverlayNode.Agree(n.Sample, u))) ? new Overlay(instances, nodes) : null;
    }

    /// <summary>Inserts the steps of an instance that the order lacks, each right after its predecessor.</summary>
    private static bool TryMerge(List<string> order, Scope instance)
    {
        int position = 0;
        foreach (var node in instance.Nodes)
        {
            int known = order.IndexOf(node.Id);
            if (known < 0)
                order.Insert(position, node.Id);
            else if (known < position)
                return false;
            else
                position = known;
            position++;
        }

        return true;
    }
}
