using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>
/// Judges every dropout of a model, placed by the section or written as an item, by the guideline of Kim et al. (UAI 2023): before the last
/// weights of a branch, no norm behind it; in the head before global pooling.
/// </summary>
internal sealed class DropoutLint(FindingList findings)
{
    private readonly HashSet<Scope> seen = new(ReferenceComparer<Scope>.Instance);

    public static void Run(Scope root, IReadOnlyList<DropoutEntry> entries, FindingList findings)
    {
        var lint = new DropoutLint(findings);
        lint.Judge(root);
        lint.JudgeHead(Spine.Of(root, Node.Input, root.Result));
        foreach (var entry in entries.Where(e => e.Calls.Count > 0 && e.Calls.All(c => IsWrittenZero(c))))
            findings.Add(Descriptors.UselessDropout, Place.Of(entry.Origin), entry.Op, "has a rate of 0: it is not placed");
    }

    private void Judge(Scope scope)
    {
        if (!seen.Add(scope))
            return;
        foreach (var residual in scope.Residuals)
            JudgeBranch(scope, residual);
        foreach (var node in scope.Nodes)
        {
            if (node is ScopeNode child)
                Judge(child.Scope);
            else if (node is OpNode op)
                JudgeAlone(scope, op);
        }
    }

    private void JudgeBranch(Scope scope, Residual residual)
    {
        var steps = Spine.Of(scope, residual).Steps;
        int norm = LastIndex(steps, s => s.HasNorm), weights = LastIndex(steps, s => s.HasWeights), found = 0;
        string hint = weights >= 0 && norm < weights ? "; the guideline's place is before the last weights" : string.Empty;
        for (int i = 0; i < steps.Count; i++)
        {
            if (!IsElementwise(steps[i]))
                continue;
            if (i < norm)
                Report(Descriptors.DropoutBeforeNorm, steps[i].Node, hint);
            else if (i > weights && weights >= 0)
                Report(Descriptors.DropoutAfterWeights, steps[i].Node, hint);
            if (found++ > 0)
                Report(Descriptors.TwoDropouts, steps[i].Node);
            if (norm > weights && weights >= 0)
                Report(Descriptors.PostActivationDropout, steps[i].Node);
            if (steps[i].Block is null && steps[i].Within.Count == 0 && ReachesShortcut(scope, residual, steps[i].Node))
                Report(Descriptors.DropoutReachesShortcut, steps[i].Node);
        }
    }

    /// <summary>Dropout right after global pooling: no weights between.</summary>
    private void JudgeHead(Spine spine)
    {
        bool isPooled = false;
        foreach (var step in spine.Steps)
        {
            if (step.IsDropout && isPooled && step.Node is OpNode { Op: not Ops.DropPath.Word })
                Report(Descriptors.DropoutAfterPool, step.Node);
            isPooled = !step.HasWeights && (isPooled || IsGlobalPool(step.Node));
        }
    }

    private void JudgeAlone(Scope scope, OpNode op)
    {
        if (SlotKinds.IsDropout(op.Op))
        {
            var rate = op.Arguments.First(a => a.Name == Ops.Dropout.Rate);
            if (rate.Value is Value.Number { Amount: 1 })
                Report(Descriptors.UselessDropout, op, "has a rate of 1: nothing is left");
            else if (IsWrittenZero(op.Arguments))
                Report(Descriptors.UselessDropout, op, "has a rate of 0: it does nothing");
            else if (scope.Result != op.Id && !scope.Nodes.Any(n => n.Inputs.Contains(op.Id)))
                Report(Descriptors.UselessDropout, op, "is read by nothing");
        }
        else if (op.Op == "batch_norm" && scope.Nodes.FirstOrDefault(n => n.Id == op.Inputs[0]) is OpNode { Op: "conv" } conv && conv["bias"] is Value.Bool { IsTrue: true })
        {
            findings.Add(Descriptors.BiasBeforeNorm, Place.Of(conv.Origin));
        }
    }

    /// <summary>A rate of 0 that the spec writes, not one that an expression or a parameter gives.</summary>
    private static bool IsWrittenZero(EquatableArray<Argument> arguments) =>
        arguments.First(a => a.Name == Ops.Dropout.Rate) is { Value: Value.Number { Amount: 0 }, Source: var source }
        && source?.StartsWith("$", StringComparison.Ordinal) != true;

    private static bool IsGlobalPool(Node node) => node is OpNode { Op: "global_avg_pool" }
        || (node is OpNode { Op: "adaptive_avg_pool" } && node.Output.IsImage && node.Output is { Height: 1, Width: 1 });

    /// <summary>Dropping whole branches keeps what a branch computes: only where single values go does the place within it matter.</summary>
    private static bool IsElementwise(SpineStep step) => step.IsDropout && step.Node is OpNode { Op: not Ops.DropPath.Word };

    private static bool ReachesShortcut(Scope scope, Residual residual, Node dropout)
    {
        if (residual.ShortcutResult is not { } result || result == residual.Input)
            return false;
        var open = new HashSet<string>(StringComparer.Ordinal) { result };
        foreach (var node in scope.Nodes.Reverse())
        {
            if (open.Contains(node.Id))
                open.UnionWith(node.Inputs);
        }

        return open.Contains(dropout.Id);
    }

    private void Report(DiagnosticDescriptor descriptor, Node node, params string[] rest) =>
        findings.Add(descriptor, Place.Of(node.Origin), [((OpNode)node).Op, .. rest]);

    private static int LastIndex(IReadOnlyList<SpineStep> steps, Func<SpineStep, bool> isWanted)
    {
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            if (isWanted(steps[i]))
                return i;
        }

        return -1;
    }
}
