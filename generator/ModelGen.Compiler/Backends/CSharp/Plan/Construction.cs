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

    /// <summary>Statements that draw the child's weights otherwise than its constructor does.</summary>
    /// <param name="child">The child as an expression: its property.</param>
    public virtual IEnumerable<string> Initialize(string child, IReadOnlyList<string?> values) => [];

    protected static string SlotSignature(IEnumerable<Slot> slots) => string.Join(",", slots.Select(s => s.Name + ":" + s.Type));

    /// <summary>Arguments with their labels, those that are left out skipped.</summary>
    protected static IEnumerable<string> Arguments(IReadOnlyList<Slot> slots, IReadOnlyList<string?> values) =>
        slots.Zip(values, (slot, value) => (slot.Label, value)).Where(a => a.value is not null)
            .Select(a => a.Label is null ? a.value! : a.Label + ": " + a.value);
}

/// <summary>A call of one of torch's factories, <c>nn.Conv2d(3, 16, 3, padding: 1)</c>, or of a constructor of ours.</summary>
internal sealed class FactoryCall(string type, string factory, IReadOnlyList<Slot> slots, bool takesDevice) : Construction
{
    private const string AffineFlag = "affine";
    private const string BiasFlag = "bias";

    /// <summary>How the child is run; children that are run otherwise do not share a line.</summary>
    public required string Form { get; init; }

    public required IReadOnlyList<Initialization> Initializations { get; init; }

    public override string Type => type;

    public override IReadOnlyList<Slot> Slots => Initializations.Count == 0 ? slots : [.. slots, .. Initializations.SelectMany(i => i.Slots)];

    public override string Signature =>
        factory + "(" + SlotSignature(slots) + ")." + Form + string.Concat(Initializations.Select(i => ";" + i.Method + "(" + i.Tensor + "," + SlotSignature(i.Slots) + ")"));

    public override string Render(string name, IReadOnlyList<string?> values)
    {
        var arguments = Arguments(slots, values);
        if (takesDevice)
            arguments = arguments.Concat(["device: device", "dtype: dtype"]);
        return factory + "(" + string.Join(", ", arguments) + ")";
    }

    public override IEnumerable<string> Initialize(string child, IReadOnlyList<string?> values)
    {
        int next = slots.Count;
        foreach (var initialization in Initializations)
        {
            var arguments = Arguments(initialization.Slots, [.. values.Skip(next).Take(initialization.Slots.Count)]);
            next += initialization.Slots.Count;
            string? exists = Existence(initialization.Tensor, values);
            if (exists == "false")
                continue;
            string tensor = child + "." + initialization.Tensor + (exists is null ? "" : "!");
            string call = initialization.Method + "(" + string.Join(", ", arguments.Prepend(tensor)) + ");";
            yield return exists is null or "true" ? call : "if (" + exists + ")\n    " + call;
        }
    }

    /// <summary>The text of the argument that says whether the tensor exists: true, false, or a parameter's name; null where it always does.</summary>
    private string? Existence(string tensor, IReadOnlyList<string?> values)
    {
        for (int i = 0; i < slots.Count; i++)
        {
            if (slots[i].Name == AffineFlag || (slots[i].Name == BiasFlag && tensor == BiasFlag))
                return values[i] ?? slots[i].Default ?? "true";
        }

        return null;
    }
}

/// <summary>How one tensor of a child is drawn anew: <c>nn.init.kaiming_normal_(Conv1.weight, mode: …)</c>.</summary>
internal sealed record Initialization(string Tensor, string Method, IReadOnlyList<Slot> Slots);

/// <summary>A bare parameter with one value for each channel.</summary>
internal sealed class ParameterCall(bool isImage, IReadOnlyList<Slot> slots) : Construction
{
    public const string ParameterType = "Parameter";

    public override string Type => ParameterType;

    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => "Parameter(" + SlotSignature(slots) + ")" + isImage;

    public override string Render(string name, IReadOnlyList<string?> values) =>
        "nn.Parameter(torch.full([" + values[0] + (isImage ? ", 1, 1" : "") + "], " + values[1] + ", dtype: dtype, device: device))";
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

    /// <summary>All elements of a stack are drawn alike.</summary>
    public override IEnumerable<string> Initialize(string child, IReadOnlyList<string?> values)
    {
        var first = runs[0].Element;
        return first.Initialize("layer", [.. values.Skip(1).Take(first.Slots.Count)])
            .Select(line => "foreach (var layer in " + child + ")\n    " + line.Replace("\n", "\n    "));
    }

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
