using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>A layer that everything passes on its way through a branch.</summary>
/// <param name="Within">Ids of the <c>seq</c>s it stands in, outermost first, from the branch's own list on.</param>
/// <param name="Block">The called block, or the repeat, that it is inside of, or null where it is written in the branch's own list.</param>
internal sealed record SpineStep(Node Node, EquatableArray<string> Within, ScopeNode? Block)
{
    public SlotKind? Kind => Node is OpNode op ? SlotKinds.Of(op.Op) : null;

    /// <summary>True for a convolution or linear layer, or for parallel ones whose results are joined.</summary>
    public bool HasWeights { get; init; }

    /// <summary>True for a norm, or for parallel branches that have one.</summary>
    public bool HasNorm { get; init; }

    public bool IsDropout => Node is OpNode op && SlotKinds.IsDropout(op.Op);

    /// <summary>The id by which a list at this depth of <c>seq</c>s knows the step.</summary>
    public string IdAt(int depth) => Within.Count > depth ? Within[depth] : (Block ?? Node).Id;
}

/// <summary>
/// The layers of a branch in a row: those that every path from its input to its result passes, its dominators. It is read through <c>seq</c>s
/// and called blocks; parallel branches inside it count as one step, their join.
/// </summary>
internal sealed class Spine
{
    private Spine(IReadOnlyList<SpineStep> steps) => Steps = steps;

    public IReadOnlyList<SpineStep> Steps { get; }

    /// <summary>The spine between two values of a scope.</summary>
    public static Spine Of(Scope scope, string input, string result)
    {
        var steps = new List<SpineStep>();
        Collect(scope, input, result, default, null, steps);
        return new Spine(steps);
    }

    public static Spine Of(Scope scope, Residual residual) => Of(scope, residual.Input, residual.BranchResult);

    private static void Collect(
        Scope scope, string input, string result, EquatableArray<string> within, ScopeNode? block, List<SpineStep> steps)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal) { [Node.Input] = -1 };
        for (int i = 0; i < scope.Nodes.Count; i++)
            order[scope.Nodes[i].Id] = i;
        foreach (var node in Dominators.Between(scope.Nodes, order, input, result))
        {
            switch (node)
            {
                case ScopeNode { Scope.Kind: ScopeKind.Sequence } seq:
                    var inner = block is null ? within.Append(seq.Id).ToEquatableArray() : within;
                    Collect(seq.Scope, Node.Input, seq.Scope.Result, inner, block, steps);
                    break;
                case ScopeNode call:
                    Collect(call.Scope, Node.Input, call.Scope.Result, within, block ?? call, steps);
                    break;
                case JoinNode join:
                    bool isData = join.Kind != JoinKind.Multiply;
                    var joined = isData ? Dominators.Below(scope.Nodes, order, join) : [];
                    steps.Add(new SpineStep(join, within, block)
                    {
                        HasWeights = joined.Exists(n => Has(n, SlotKinds.HasWeights)),
                        HasNorm = joined.Exists(n => Has(n, k => k == SlotKind.Norm)),
                    });
                    break;
                default:
                    var step = new SpineStep(node, within, block);
                    steps.Add(step with { HasWeights = SlotKinds.HasWeights(step.Kind), HasNorm = step.Kind == SlotKind.Norm });
                    break;
            }
        }
    }

    private static bool Has(Node node, Func<SlotKind?, bool> isWanted) => node switch
    {
        OpNode op => isWanted(SlotKinds.Of(op.Op)),
        ScopeNode child => child.Scope.Nodes.Any(n => Has(n, isWanted)),
        _ => false,
    };
}
