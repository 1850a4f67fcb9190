using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>A batch norm and the steps that only it feeds, as one call: <c>Bn2.CallAddRelu(conv2, shortcut)</c>.</summary>
/// <param name="Norm">The norm's node.</param>
/// <param name="Method">The method of the runtime's NormActivation.</param>
internal sealed record FusedNorm(OverlayNode Norm, string Method);

/// <summary>
/// Joins a batch norm with the sum or the rectifier that alone reads it, or with both: the runtime makes one pass of them where the provider can.
/// The call stands where the last of them stood.
/// </summary>
internal sealed class NormFusion
{
    private readonly IReadOnlyList<Step> steps;
    private readonly IReadOnlyList<Scope> instances;
    private readonly Dictionary<string, Step> byId;

    /// <summary>What some instance reads more than once, or lets leave.</summary>
    private readonly HashSet<string> shared = new(StringComparer.Ordinal);

    private NormFusion(IReadOnlyList<Step> steps, IReadOnlyList<Scope> instances, IReadOnlyList<string> auxiliary)
    {
        this.steps = steps;
        this.instances = instances;
        byId = steps.ToDictionary(s => s.Node.Id, StringComparer.Ordinal);
        shared.UnionWith(auxiliary);
        for (int i = 0; i < instances.Count; i++)
        {
            shared.Add(instances[i].Result);
            int instance = i;
            var reads = steps.Where(s => s.Node.IsIn(instance)).SelectMany(s => s.Node.Uses[instance]!.Inputs);
            shared.UnionWith(reads.GroupBy(r => r).Where(g => g.Skip(1).Any()).Select(g => g.Key));
        }
    }

    /// <summary>The steps with those that are joined in place of their parts.</summary>
    public static IReadOnlyList<Step> Apply(IReadOnlyList<Step> steps, IReadOnlyList<Scope> instances, IReadOnlyList<string> auxiliary)
    {
        var fusion = new NormFusion(steps, instances, auxiliary);
        var gone = new HashSet<Step>();
        var joined = new Dictionary<Step, Step>();
        // A rectifier comes after the sum it takes in: from the end, the longest chain is found first.
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            if (gone.Contains(steps[i]) || fusion.TryJoin(steps[i]) is not { } found)
                continue;
            gone.UnionWith(found.Parts);
            joined.Add(steps[i], found.Joined);
        }

        return [.. steps.Where(s => !gone.Contains(s)).Select(s => joined.TryGetValue(s, out var one) ? one : s)];
    }

    /// <summary>The step as the end of a chain that begins with a norm, and the others of the chain.</summary>
    private (Step Joined, IEnumerable<Step> Parts)? TryJoin(Step last)
    {
        string? activation = (last.Node.Sample as OpNode)?.Op switch { "relu" => "Relu", "relu6" => "Relu6", _ => null };
        var sum = activation is null ? last : Feeding(last, 0);
        if (sum is null || last.Node.IsConditional)
            return null;
        if (IsNorm(sum))
            return activation is null ? null : (last.Join(new FusedNorm(sum.Node, "Call" + activation), sum, null), [sum]);
        if (sum.Node.IsConditional || sum.Node.Sample is not JoinNode { Kind: JoinKind.Add, Inputs.Count: 2 })
            return null;
        // The branch comes last.
        foreach (int branch in new[] { 1, 0 })
        {
            if (Feeding(sum, branch) is { } norm && IsNorm(norm) && norm.Node.Sample.Output == sum.Node.Sample.Output)
                return (last.Join(new FusedNorm(norm.Node, "CallAdd" + activation), norm, (sum, 1 - branch)), activation is null ? [norm] : [norm, sum]);
        }

        return null;
    }

    /// <summary>The step that feeds another in every instance, and nothing else.</summary>
    private Step? Feeding(Step step, int position)
    {
        string id = step.Node.Sample.Inputs[position];
        bool always = step.Node.Uses.All(u => u is null || u.Inputs[position] == id);
        return always && !shared.Contains(id) && byId.TryGetValue(id, out var found) && !found.Node.IsConditional ? found : null;
    }

    private static bool IsNorm(Step step) => step.Node.Sample is OpNode { Op: "batch_norm" };
}
