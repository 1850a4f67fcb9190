using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// The constructor parameters of a class: one for each value in which its instances differ, named as the spec names it. Values that are equal
/// in every instance and have the same name are one parameter.
/// </summary>
internal sealed class ParameterTable(IReadOnlyList<Scope> instances, bool knowsFreeLiterals)
{
    // Members of nn.Module, and what every constructor or forward has already: a parameter of that name would hide it.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "apply", "buffers", "call", "children", "device", "dtype", "eval", "forward", "functional", "handle", "input", "load", "modules",
        "name", "nn", "parameters", "save", "to", "torch", "train", "training",
    };

    private readonly List<ClassParameter> parameters = [];

    public IReadOnlyList<ClassParameter> Parameters => parameters;

    /// <summary>Makes a parameter for a slot in which the instances differ, if there is none that serves. Slots are null where unused.</summary>
    /// <param name="owner">What the slot belongs to (<c>Conv1</c>), for a name where the spec gives none.</param>
    public void Declare(string owner, Slot?[] slots)
    {
        var literals = Literals(slots);
        var sample = slots.First(s => s is not null)!;
        if (!Varies(literals))
            return;
        string? source = CommonSource(slots) ?? NamedValue(literals);
        string fallback = owner + "_" + (sample.Name == Slot.In ? "in_channels" : sample.Name);
        Share(source, fallback, sample.Type, literals);
    }

    /// <summary>The text for a slot in the constructor: a literal, a parameter's name, or null where the callee's default does.</summary>
    public ClassParameter? Find(Slot?[] slots)
    {
        var literals = Literals(slots);
        var sample = slots.First(s => s is not null)!;
        string? source = CommonSource(slots);
        var named = parameters.Where(p => p.SpecName == source);
        // A value that is the same in every instance which has it is a literal, unless the spec calls it by the name of a parameter.
        var candidates = Varies(literals) ? named.Concat(parameters) : named;
        return candidates.FirstOrDefault(p => p.TryTake(sample.Type, literals));
    }

    /// <summary>Makes a parameter that tells the instances which have a conditional step.</summary>
    public void DeclareCondition(OverlayNode node)
    {
        string? name = ConditionName(node);
        if (name is not null || FindCondition(node) is null)
            Share(name, "has_" + Owner(node.Sample), "bool", Presence(node));
    }

    /// <summary>The expression that is true in the instances which have the step: a parameter or its negation.</summary>
    public string Condition(OverlayNode node, bool inForward)
    {
        var (parameter, isNegated) = FindCondition(node) ?? throw new InvalidOperationException("condition of " + node.Id + " was not declared");
        parameter.InForward |= inForward;
        return isNegated ? "!" + parameter.Name : parameter.Name;
    }

    /// <summary>What to call a step in a name: its property, else its op.</summary>
    public static string Owner(Node node) => node.Property ?? node switch
    {
        OpNode op => op.Op,
        JoinNode join => join.Kind.ToString(),
        _ => "Child",
    };

    private (ClassParameter Parameter, bool IsNegated)? FindCondition(OverlayNode node)
    {
        var literals = Presence(node);
        var negated = literals.Select(l => l == "true" ? "false" : "true").ToArray();
        string? name = ConditionName(node);
        foreach (var parameter in parameters.OrderBy(p => p.SpecName == name ? 0 : 1))
        {
            if (parameter.TryTake("bool", literals))
                return (parameter, false);
            if (parameter.TryTake("bool", negated))
                return (parameter, true);
        }

        return null;
    }

    private string? ConditionName(OverlayNode node) =>
        CSharpName.IsIdentifier(node.Sample.When ?? "") ? node.Sample.When : NamedValue(Presence(node));

    private void Share(string? source, string fallback, string type, string?[] literals)
    {
        if (source is null ? parameters.Exists(p => p.TryTake(type, literals)) : parameters.Exists(p => p.SpecName == source && p.TryTake(type, literals)))
            return;
        string specName = source is not null && !parameters.Exists(p => p.SpecName == source) ? source : fallback;
        string name = CSharpName.Camel(specName == Slot.In ? "in_channels" : specName);
        string unique = Reserved.Contains(name) ? name + "Value" : name;
        for (int n = 2; parameters.Exists(p => p.Name == CSharpName.Escape(unique)); n++)
            unique = name + n;
        parameters.Add(new ClassParameter(CSharpName.Escape(unique), specName, type, literals));
    }

    /// <summary>The name of the block's own parameter or let that has these values, where there is one.</summary>
    private string? NamedValue(string?[] literals) =>
        instances[0].Parameters.Select(p => p.Name).FirstOrDefault(name => Enumerable.Range(0, instances.Count).All(i =>
            literals[i] is null || FreeLiterals.Is(literals[i]) || instances[i].Parameters.FirstOrDefault(p => p.Name == name) is { } p && Literal(p.Value) == literals[i]));

    private static string? Literal(Value value) => value switch
    {
        Value.Number { IsInteger: true } number => CSharpLiteral.Of(number.Integer),
        Value.Number number => CSharpLiteral.Of(number.Amount),
        Value.Bool flag => CSharpLiteral.Of(flag.IsTrue),
        _ => null,
    };

    private static string? CommonSource(Slot?[] slots)
    {
        var sources = slots.Where(s => s is not null).Select(s => s!.Source).Distinct().ToList();
        return sources.Count == 1 ? sources[0] : null;
    }

    private static string?[] Literals(Slot?[] slots) => [.. slots.Select(s => s?.Literal)];

    private static string[] Presence(OverlayNode node) => [.. node.Uses.Select(u => CSharpLiteral.Of(u is not null))];

    /// <summary>True if the instances differ in the value, or if it is an argument of the model, which the class must be handed.</summary>
    private bool Varies(string?[] literals)
    {
        string? first = null;
        foreach (string? literal in literals)
        {
            if (literal is null)
                continue;
            if (!knowsFreeLiterals && FreeLiterals.Is(literal))
                return true;
            first ??= literal;
            if (literal != first)
                return true;
        }

        return false;
    }
}
