using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Backends.PyTorch.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch.Plan;

/// <summary>A step of a class: one node of the overlay with its open values, and, once resolved, their texts.</summary>
internal sealed class PythonStep
{
    private readonly PythonConstruction? construction;

    /// <summary>By slot, then by instance.</summary>
    private readonly IReadOnlyList<Slot?[]> slots;
    private string?[] texts = [];

    private PythonStep(OverlayNode node, PythonConstruction? construction, IReadOnlyList<Slot?[]> slots)
    {
        Node = node;
        this.construction = construction;
        this.slots = slots;
    }

    public OverlayNode Node { get; }

    public bool IsChild => construction is not null;

    /// <summary>True for a step that starts a new line of <c>forward</c>: whatever has weights of its own, norms aside.</summary>
    public bool IsHeavy => Node.Sample switch
    {
        OpNode op => op.Op is "conv" or "conv_transpose" or "linear",
        _ => true,
    };

    private PythonOp? Form => Node.Sample is OpNode op ? PythonOps.Find(op) : null;

    public bool IsIdentity => !IsChild && Form is { IsIdentity: true };

    /// <summary>Makes the step, or returns null where the instances cannot share one.</summary>
    public static PythonStep? TryMake(OverlayNode node, IReadOnlyList<Scope> instances, Func<Node, PythonConstruction?> constructionOf)
    {
        var constructions = node.Uses.Select(u => u is null ? null : constructionOf(u)).ToList();
        if (node.Uses.Zip(constructions, (u, c) => u is null ? null : c?.Signature ?? "function " + FormName(u)).Where(s => s is not null)
            .Distinct().Skip(1).Any())
            return null;
        var slotsOf = node.Uses.Zip(constructions, (u, c) => u is null ? null : c?.Slots ?? FunctionSlots(u)).ToList();
        var sample = slotsOf.First(s => s is not null)!;
        if (slotsOf.Exists(s => s is not null && !s.Select(x => (x.Name, x.Type)).SequenceEqual(sample.Select(x => (x.Name, x.Type)))))
            return null;
        var matrix = Enumerable.Range(0, sample.Count)
            .Select(slot => Enumerable.Range(0, instances.Count).Select(i => Named(slotsOf[i]?[slot], instances[i], node.Uses[i]))
            .ToArray()).ToList();
        return new PythonStep(node, constructions.Find(c => c is not null), matrix);
    }

    public void Declare(ParameterTable table)
    {
        foreach (var slot in slots)
            table.Declare(ParameterTable.Owner(Node.Sample), slot);
        if (Node.IsConditional)
            table.DeclareCondition(Node);
    }

    public void Resolve(ParameterTable table) => texts = [.. slots.Select(slot => Text(table, slot))];

    /// <summary>The expression that makes the child.</summary>
    public string Construction => construction!.Render(texts);

    /// <summary>The constructor's statement that makes the child.</summary>
    public string MakeChild(ParameterTable table)
    {
        string made = Construction;
        string condition = Node.IsConditional ? " if " + Condition(table, inForward: false) + " else None" : "";
        string target = PythonText.Child(Node.Sample.Key!);
        bool isIdentifier = target.StartsWith("self.", StringComparison.Ordinal) && !target.Contains('[');
        return isIdentifier ? target + " = " + made + condition : "self.add_module(" + PythonText.Quoted(Node.Sample.Key!) + ", " + made + condition + ")";
    }

    /// <summary>What the step computes, given its operands.</summary>
    public string Expression(IReadOnlyList<string> operands) => Node.Sample switch
    {
        JoinNode { Kind: JoinKind.Concat } join =>
            "torch.cat((" + string.Join(", ", operands) + "), " + (join.Output.IsChannelsLast ? "-1" : "1") + ")",
        JoinNode join => string.Join(join.Kind == JoinKind.Multiply ? " * " : " + ", operands),
        _ when Form is { IsParameter: true } => PythonText.Receiver(operands[0]) + " * " + PythonText.Child(Node.Sample.Key!),
        _ when IsChild => PythonText.Child(Node.Sample.Key!) + "(" + operands[0] + ")",
        _ => Form!.Expression!(operands[0], [.. slots.Zip(texts, (s, t) => (s.First(x => x is not null)!.Label, Text: t))
            .Where(a => a.Text is not null).Select(a => a.Label is null ? a.Text! : a.Label + "=" + a.Text)]),
    };

    /// <summary>The test that lets a conditional step run.</summary>
    public string ForwardCondition(ParameterTable table) =>
        IsChild ? PythonText.Child(Node.Sample.Key!) + " is not None" : Condition(table, inForward: true);

    private string Condition(ParameterTable table, bool inForward)
    {
        string condition = table.Condition(Node, inForward);
        string name = (inForward ? "self." : "") + PythonText.Snake(condition.TrimStart('!'));
        return condition.StartsWith("!", StringComparison.Ordinal) ? "not " + name : name;
    }

    private string? Text(ParameterTable table, Slot?[] slot)
    {
        if (table.Find(slot) is { } parameter)
        {
            parameter.InForward |= !IsChild;
            return (IsChild ? "" : "self.") + PythonText.Snake(parameter.Name);
        }

        var sample = slot.First(s => s is not null)!;
        return sample.Literal == sample.Default ? null : PythonText.Literal(sample.Literal);
    }

    private static string FormName(Node node) => node is OpNode op ? PythonOps.Find(op).Module ?? op.Op : node.GetType().Name;

    private static IReadOnlyList<Slot> FunctionSlots(Node node) => node is OpNode op ? [.. PythonOps.Find(op).Slots(op)] : [];

    private static Slot? Named(Slot? slot, Scope scope, Node? node) =>
        slot is { IsInputChannels: true } ? slot with { Source = ChannelSource.Of(scope, node!) } : slot;
}
