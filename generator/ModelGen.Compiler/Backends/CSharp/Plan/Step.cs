using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>A step of a class: one node of the overlay with its open values, and, once resolved, their texts.</summary>
internal sealed class Step
{
    private readonly IReadOnlyList<Construction?> constructions;

    /// <summary>By slot, then by instance.</summary>
    private readonly IReadOnlyList<Slot?[]> slots;
    private string?[] texts = [];

    private Step(OverlayNode node, IReadOnlyList<Construction?> constructions, IReadOnlyList<Slot?[]> slots, IReadOnlyList<ForwardTraits?> traits)
    {
        Node = node;
        Traits = traits;
        this.constructions = constructions;
        this.slots = slots;
    }

    public OverlayNode Node { get; }

    /// <summary>By instance; null where the instance does without the step.</summary>
    public IReadOnlyList<ForwardTraits?> Traits { get; }

    /// <summary>Where several steps were joined into this one; else null.</summary>
    public FusedNorm? Fused { get; private init; }

    public bool IsChild => constructions.Any(c => c is not null);

    /// <summary>The function the step calls, or null where it calls a child or joins values.</summary>
    public FunctionEmission? Function => Fused is null && Node.Sample is OpNode op ? CSharpOps.Find(op.Op) as FunctionEmission : null;

    /// <summary>The child's form where the step is one op, or null: containers are called.</summary>
    public ChildEmission? Layer => Node.Sample is OpNode op ? CSharpOps.Find(op.Op) as ChildEmission : null;

    /// <summary>The function's arguments as text, labelled, defaults left out.</summary>
    public IReadOnlyList<string> Arguments => [.. slots.Zip(texts, (slot, text) => (slot.First(s => s is not null)!.Label, Text: text))
        .Where(a => a.Text is not null).Select(a => a.Label is null ? a.Text! : a.Label + ": " + a.Text)];

    /// <summary>Makes the step, or returns null where the instances' children cannot be made by one expression.</summary>
    public static Step? TryMake(
        OverlayNode node, IReadOnlyList<Scope> instances, FreeLiterals free, Func<IReadOnlyList<Node?>, IReadOnlyList<Construction?>> constructionOf, Func<Node, ForwardTraits> traitsOf)
    {
        var constructions = constructionOf(node.Uses);
        var traits = node.Uses.Select(u => u is null ? null : traitsOf(u)).ToList();
        var slotsOf = node.Uses.Select((u, i) => u is null ? null : constructions[i]?.Slots ?? FunctionSlots(u)).ToList();
        var sample = slotsOf.First(s => s is not null)!;
        if (constructions.Where(c => c is not null).Select(c => c!.Type + " " + c.Signature).Distinct().Skip(1).Any())
            return null;
        if (node.Uses.OfType<OpNode>().Select(FunctionForm).Distinct().Skip(1).Any())
            return null;
        if (slotsOf.Exists(s => s is not null && !s.Select(x => (x.Name, x.Type)).SequenceEqual(sample.Select(x => (x.Name, x.Type)))))
            return null;
        var matrix = Enumerable.Range(0, sample.Count)
            .Select(slot => Enumerable.Range(0, instances.Count).Select(i => slotsOf[i] is { } own ? Named(own[slot], instances[i], node.Uses[i]!, free) : null).ToArray()).ToList();
        return new Step(node, constructions, matrix, traits);
    }

    /// <summary>This step as the last of a chain: it reads what the norm reads, and the other summand where there is a sum.</summary>
    /// <param name="sum">The step that adds, and the position of the summand that is not the norm's.</param>
    public Step Join(FusedNorm fused, Step norm, (Step Step, int Other)? sum)
    {
        Node? Joined(Node? own, int instance)
        {
            if (own is null)
                return null;
            var first = norm.Node.Uses[instance]!;
            return sum is not { } s ? own with { Inputs = first.Inputs, InputShapes = first.InputShapes } : own with
            {
                Inputs = new(first.Inputs[0], s.Step.Node.Uses[instance]!.Inputs[s.Other]),
                InputShapes = new(first.InputShapes[0], s.Step.Node.Uses[instance]!.InputShapes[s.Other]),
            };
        }

        // The backward pass of a norm reads its input; that of a rectifier may read its output.
        var traits = new ForwardTraits(MayAliasInput: false, SavesInput: true, SavesOutput: Node.Sample is OpNode);
        return new Step(new OverlayNode(Node.Id, [.. Node.Uses.Select(Joined)]), constructions, slots, [.. Node.Uses.Select(u => u is null ? null : traits)]) { Fused = fused };
    }

    public void Declare(ParameterTable table)
    {
        foreach (var slot in slots)
            table.Declare(ParameterTable.Owner(Node.Sample), slot);
        if (Node.IsConditional)
            table.DeclareCondition(Node);
    }

    public void Resolve(ParameterTable table) => texts = [.. slots.Select(slot => Text(table, slot))];

    public ChildPlan Child(ParameterTable table)
    {
        var construction = constructions.First(c => c is not null)!;
        return new ChildPlan(
            Node.Sample.Property!,
            Node.Sample.Key!,
            construction.Type,
            Node.IsConditional ? table.Condition(Node, inForward: false) : null,
            construction.Render(Node.Sample.Key!, texts),
            [.. construction.Initialize(Node.Sample.Property!, texts)],
            Summary());
    }

    private string? Text(ParameterTable table, Slot?[] slot)
    {
        if (table.Find(slot) is { } parameter)
        {
            parameter.InForward |= Function is not null;
            return parameter.Name;
        }

        var sample = slot.First(s => s is not null)!;
        return sample.Literal == sample.Default ? null : sample.Literal;
    }

    private static string? FunctionForm(OpNode op) => (CSharpOps.Find(op.Op) as FunctionEmission)?.Form(op);

    private static IReadOnlyList<Slot> FunctionSlots(Node node) =>
        node is OpNode op && CSharpOps.Find(op.Op) is FunctionEmission function ? function.Slots(op) : [];

    private static Slot Named(Slot slot, Scope scope, Node node, FreeLiterals free) =>
        free.Apply(slot.IsInputChannels ? slot with { Source = ChannelSource.Of(scope, node) } : slot, node);

    /// <summary>One line of documentation: the shapes where all instances agree on them.</summary>
    private string Summary()
    {
        var shapes = Node.Uses.Where(u => u is not null).Select(u => u!.InputShapes[0] + " → " + u.Output).Distinct().ToList();
        return shapes.Count == 1 ? shapes[0] : shapes[0] + ", and " + (shapes.Count == 2 ? "one other" : shapes.Count - 1 + " others");
    }
}
