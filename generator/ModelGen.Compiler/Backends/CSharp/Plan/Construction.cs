namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>How a child is made: an expression in which the <see cref="Slots"/> are open.</summary>
internal abstract class Construction
{
    /// <summary>The C# type of the child.</summary>
    public abstract string Type { get; }

    public abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Constructions of one signature differ in the literals of their slots alone, so that one line of code can make them all.</summary>
    public abstract string Signature { get; }

    /// <summary>The expression with a text for each slot; null leaves a default argument out.</summary>
    /// <param name="name">Name of the child, which a stack passes to its base class.</param>
    public abstract string Render(string name, IReadOnlyList<string?> values);

    protected static string SlotSignature(IEnumerable<Slot> slots) => string.Join(",", slots.Select(s => s.Name + ":" + s.Type));

    /// <summary>Arguments with their labels, those that are left out skipped.</summary>
    protected static IEnumerable<string> Arguments(IReadOnlyList<Slot> slots, IReadOnlyList<string?> values) =>
        slots.Zip(values, (slot, value) => (slot.Label, value)).Where(a => a.value is not null)
            .Select(a => a.Label is null ? a.value! : a.Label + ": " + a.value);
}

/// <summary>A call of one of torch's factories: <c>nn.Conv2d(3, 16, 3, padding: 1)</c>.</summary>
internal sealed class FactoryCall(string type, string factory, IReadOnlyList<Slot> slots, bool takesDevice) : Construction
{
    public override string Type => type;

    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => factory + "(" + SlotSignature(slots) + ")";

    public override string Render(string name, IReadOnlyList<string?> values)
    {
        var arguments = Arguments(slots, values);
        if (takesDevice)
            arguments = arguments.Concat(["device: device", "dtype: dtype"]);
        return factory + "(" + string.Join(", ", arguments) + ")";
    }
}

/// <summary>A generated class's constructor: <c>new Basic(inChannels: 16, planes: 32, device, dtype)</c>.</summary>
internal sealed class ClassCall(ClassPlan plan, int instance) : Construction
{
    private readonly IReadOnlyList<Slot> slots =
        [.. plan.Parameters.Select(p => new Slot(p.SpecName, p.Type, p.ValueOf(instance)) { Label = p.Name, Source = plan.OuterSource(p, instance) })];

    public override string Type => plan.Name;

    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => "new " + plan.Name;

    public override string Render(string name, IReadOnlyList<string?> values) =>
        "new " + plan.Name + "(" + string.Join(", ", Arguments(slots, values).Concat(["device", "dtype"])) + ")";
}

/// <summary>A repeat, run by run: <c>new LayerStack&lt;Basic&gt;("layer2").Add(1, () => …).Add(8, () => …)</c>.</summary>
internal sealed class StackCall(string elementType, IReadOnlyList<StackRun> runs) : Construction
{
    private const int WidestLine = 110;

    private readonly IReadOnlyList<Slot> slots =
        [.. runs.SelectMany(r => r.Element.Slots.Prepend(new Slot("count", "int", CSharpLiteral.Of(r.Count))))];

    public override string Type => "LayerStack<" + elementType + ">";

    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => Type + "[" + string.Join(";", runs.Select(r => r.Element.Signature)) + "]";

    public override string Render(string name, IReadOnlyList<string?> values)
    {
        var calls = new List<string>();
        int next = 0;
        foreach (var run in runs)
        {
            var inner = values.Skip(next + 1).Take(run.Element.Slots.Count).ToList();
            calls.Add(".Add(" + values[next] + ", () => " + run.Element.Render(name, inner) + ")");
            next += 1 + run.Element.Slots.Count;
        }

        string head = "new " + Type + "(" + CSharpLiteral.Of(name) + ")";
        return calls.Count == 1 && head.Length + calls[0].Length <= WidestLine
            ? head + calls[0]
            : head + string.Concat(calls.Select(c => "\n    " + c));
    }
}

/// <summary>Neighbours in a repeat that are made alike.</summary>
internal sealed record StackRun(int Count, Construction Element);
