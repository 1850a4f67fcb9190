using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch.Plan;

/// <summary>How a child is made: an expression in which the <see cref="Slots"/> are open.</summary>
internal abstract class PythonConstruction
{
    protected const int WidestLine = 110;

    public abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Constructions of one signature differ in the literals of their slots alone.</summary>
    public abstract string Signature { get; }

    /// <summary>The expression with a Python text for each slot; null leaves a default out. May have several lines.</summary>
    public abstract string Render(IReadOnlyList<string?> values);

    protected static string Arguments(IReadOnlyList<Slot> slots, IReadOnlyList<string?> values) => string.Join(", ", slots
        .Zip(values, (slot, value) => (slot.Label, value)).Where(a => a.value is not null)
        .Select(a => a.Label is null ? a.value! : a.Label + "=" + a.value));

    /// <summary>
    /// The same construction inside a container: the channels that arrive at it get the name that the container's own steps give them, or
    /// stay open where they are the container's input.
    /// </summary>
    public PythonConstruction Inside(Scope container, Node node) => new PythonNamed(this, [.. Slots.Select(s =>
        s is not { IsInputChannels: true } || ChannelSource.Of(container, node) is Slot.In
            ? s
            : s with { IsInputChannels = false, Source = ChannelSource.Of(container, node) })]);

    /// <summary>Items in parentheses: on one line if they fit, else one a line.</summary>
    protected static string Wrapped(string open, IReadOnlyList<string> items, string close)
    {
        string line = open + string.Join(", ", items) + close;
        if (line.Length <= WidestLine && !line.Contains('\n'))
            return line;
        return open + "\n" + string.Concat(items.Select(i => "    " + i.Replace("\n", "\n    ") + ",\n")) + close;
    }
}

/// <summary>A class of torch or of the file: <c>nn.Conv2d(3, 16, 3, padding=1)</c>.</summary>
internal sealed class PythonCall(string callee, IReadOnlyList<Slot> slots) : PythonConstruction
{
    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => callee + "(" + string.Join(",", slots.Select(s => s.Name + ":" + s.Type)) + ")";

    public override string Render(IReadOnlyList<string?> values) => callee + "(" + Arguments(slots, values) + ")";
}

/// <summary>A bare parameter.</summary>
internal sealed class PythonParameter(IReadOnlyList<Slot> slots) : PythonConstruction
{
    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => "parameter";

    public override string Render(IReadOnlyList<string?> values) => "nn.Parameter(torch.full(" + Arguments(slots, values) + "))";
}

/// <summary>A construction whose slots have other names.</summary>
internal sealed class PythonNamed(PythonConstruction inner, IReadOnlyList<Slot> slots) : PythonConstruction
{
    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => inner.Signature;

    public override string Render(IReadOnlyList<string?> values) => inner.Render(values);
}

/// <summary>A class that the file defines.</summary>
internal sealed class PythonClassCall(PythonClass plan, int instance) : PythonConstruction
{
    private readonly IReadOnlyList<Slot> slots =
        [.. plan.Parameters.Select(p => new Slot(p.SpecName, p.Type, p.ValueOf(instance))
        {
            Label = PythonText.Snake(p.Name), Source = plan.OuterSource(p, instance), IsInputChannels = p.SpecName == Slot.In,
        })];

    public override IReadOnlyList<Slot> Slots => slots;

    public override string Signature => "class " + plan.Name;

    public override string Render(IReadOnlyList<string?> values) => plan.Name + "(" + Arguments(slots, values) + ")";
}

/// <summary>
/// A chain: <c>nn.Sequential</c>, with an <c>OrderedDict</c> where its keys are not 0, 1, 2, …; equal neighbours are made in a loop.
/// </summary>
internal sealed class PythonSequential(IReadOnlyList<(string Key, PythonConstruction Child)> children) : PythonConstruction
{
    private readonly bool isNumbered = children.Select((c, i) => c.Key == CSharpLiteral.Of(i)).All(same => same);

    public override IReadOnlyList<Slot> Slots { get; } = [.. children.SelectMany(c => c.Child.Slots)];

    public override string Signature => "[" + string.Join(";", children.Select(c => c.Key + "=" + c.Child.Signature)) + "]";

    public override string Render(IReadOnlyList<string?> values)
    {
        var items = new List<string>();
        int next = 0;
        foreach (var (_, child) in children)
        {
            items.Add(child.Render([.. values.Skip(next).Take(child.Slots.Count)]));
            next += child.Slots.Count;
        }

        return isNumbered
            ? Wrapped("nn.Sequential(", [.. Runs(items)], ")")
            : Wrapped("nn.Sequential(OrderedDict([",
                [.. children.Zip(items, (c, item) => "(" + PythonText.Quoted(c.Key) + ", " + item + ")")], "]))");
    }

    /// <summary>A run of equal items as a loop: each pass makes a new module.</summary>
    private static IEnumerable<string> Runs(List<string> items)
    {
        const int Shortest = 3;
        for (int start = 0; start < items.Count;)
        {
            int end = start + 1;
            while (end < items.Count && items[end] == items[start])
                end++;
            if (end - start >= Shortest)
                yield return "*(" + items[start] + " for _ in range(" + CSharpLiteral.Of(end - start) + "))";
            else
                foreach (string item in items.Skip(start).Take(end - start))
                    yield return item;
            start = end;
        }
    }
}
