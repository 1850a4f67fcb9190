using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>A class to write: what all its instances in the model have in common, and parameters for what they have not.</summary>
internal sealed class ClassPlan(string name, IReadOnlyList<Scope> instances)
{
    public string Name => name;

    public IReadOnlyList<Scope> Instances => instances;

    /// <summary>How often the model has it. Uses that are equal are one instance.</summary>
    public required int Uses { get; init; }

    public ScopeKind Kind => instances[0].Kind;

    /// <summary>Arguments of the model's own constructor, which have defaults; none for other classes.</summary>
    public required IReadOnlyList<ModelArgument> Arguments { get; init; }

    public required IReadOnlyList<ClassParameter> Parameters { get; init; }

    public required IReadOnlyList<ChildPlan> Children { get; init; }

    public required ForwardPlan Forward { get; init; }

    /// <summary>The body that gives auxiliary outputs too, or null where there are none.</summary>
    public required ForwardPlan? ForwardWithAuxiliary { get; init; }

    /// <summary>The body of <c>Trace</c>.</summary>
    public required IReadOnlyList<string> Trace { get; init; }

    /// <summary>The name the calling scope has for a parameter's value, or null.</summary>
    public string? OuterSource(ClassParameter parameter, int instance) => Kind == ScopeKind.Block
        ? Slot.PlainName(instances[instance].Parameters.FirstOrDefault(p => p.Name == parameter.SpecName)?.Source)
        : parameter.SpecName; // a seq sees the names around it
}

/// <summary>A child module of a class.</summary>
/// <param name="Condition">The constructor's expression that lets it exist, or null where it always does.</param>
/// <param name="Construction">The expression that makes it; may have several lines.</param>
/// <param name="Initialization">Statements that draw its weights otherwise than its constructor does.</param>
internal sealed record ChildPlan(string Property, string Key, string Type, string? Condition, string Construction, IReadOnlyList<string> Initialization, string Summary)
{
    /// <summary>True for a bare parameter.</summary>
    public bool IsParameter => Type == ParameterCall.ParameterType;
}

/// <summary>What a caller's memory plan must know about a module's <c>forward</c>.</summary>
/// <param name="MayAliasInput">The output may share the input's memory.</param>
/// <param name="SavesInput">Autograd keeps the input.</param>
/// <param name="SavesOutput">Autograd keeps the output.</param>
internal sealed record ForwardTraits(bool MayAliasInput, bool SavesInput, bool SavesOutput);

/// <summary>The body of a <c>forward</c>, and its traits.</summary>
internal sealed record ForwardPlan(IReadOnlyList<string> Lines, ForwardTraits Traits);
