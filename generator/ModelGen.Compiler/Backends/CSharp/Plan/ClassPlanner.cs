using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Decides which classes a model needs. All instances of one <see cref="Scope.Class"/> become one class where they can be laid over one another;
/// those that cannot are told apart by their structure: Basic, Basic2.
/// </summary>
internal sealed class ClassPlanner
{
    private readonly Dictionary<Scope, (ClassPlan Plan, int Instance)> plans = new(ReferenceComparer<Scope>.Instance);
    private readonly Dictionary<Scope, int> uses = new(ReferenceComparer<Scope>.Instance);
    private readonly HashSet<string> names;
    private readonly List<ClassPlan> classes = [];
    private readonly ModelGraph graph;
    private readonly FreeLiterals free;

    private ClassPlanner(ModelGraph graph)
    {
        this.graph = graph;
        free = new FreeLiterals(graph);
        var root = graph.Root;
        CountUses(root);
        // A nested class may not be called as a member of the model class, nor hide a type that generated code uses.
        names = new HashSet<string>(CSharpName.UsedTypes.Concat(CSharpName.ModelMembers).Concat(CSharpOps.ModuleTypes), StringComparer.Ordinal);
        names.UnionWith(root.Nodes.Where(n => n.Property is not null).Select(n => n.Property!));
        names.Add(root.Class);
    }

    /// <summary>Plans every class of a model: its own first, then the nested ones in the order in which a reader meets them.</summary>
    public static IReadOnlyList<ClassPlan> Plan(ModelGraph graph)
    {
        var planner = new ClassPlanner(graph);
        var root = graph.Root;
        var groups = InstanceGroups.Of(root, StackBuilder.IsStack);
        foreach (var (name, instances) in groups.InnermostFirst)
            planner.PlanClass(name, instances);
        var model = planner.TryPlan(root.Class, [root]) ?? throw new InvalidOperationException("the model's own class cannot be planned");
        return [model, .. planner.classes.OrderBy(c => groups.IndexOf(c.Instances[0]))];
    }

    /// <summary>Uses of a block that are equal share one scope.</summary>
    private void CountUses(Scope scope)
    {
        uses[scope] = (uses.TryGetValue(scope, out int known) ? known : 0) + 1;
        foreach (var child in scope.Nodes.OfType<ScopeNode>())
            CountUses(child.Scope);
    }

    private void PlanClass(string name, IReadOnlyList<Scope> instances)
    {
        string unique = UniqueName(name, instances[0].Kind);
        if (TryPlan(unique, instances) is { } common)
        {
            Add(common);
            return;
        }

        foreach (var alike in instances.GroupBy(i => new ScopeSignature(ConstructionOf).Of(i)))
        {
            Add(TryPlan(unique, [.. alike]) ?? throw new InvalidOperationException("instances of " + name + " with one structure cannot share a class"));
            unique = UniqueName(name, instances[0].Kind);
        }
    }

    private void Add(ClassPlan plan)
    {
        names.Add(plan.Name);
        classes.Add(plan);
        for (int i = 0; i < plan.Instances.Count; i++)
            plans[plan.Instances[i]] = (plan, i);
    }

    private string UniqueName(string name, ScopeKind kind)
    {
        if (names.Contains(name) && !classes.Exists(c => c.Name == name))
            name += kind == ScopeKind.Block ? "Block" : "Sequence";
        string unique = name;
        for (int n = 2; names.Contains(unique); n++)
            unique = name + n;
        return unique;
    }

    private ClassPlan? TryPlan(string name, IReadOnlyList<Scope> instances)
    {
        if (Overlay.TryLay(instances) is not { } overlay)
            return null;
        var steps = new List<Step>();
        foreach (var node in overlay.Nodes)
        {
            if (Step.TryMake(node, instances, free, ConstructionOf, TraitsOf) is not { } step)
                return null;
            steps.Add(step);
        }

        bool isModel = instances[0].Kind == ScopeKind.Model;
        var table = new ParameterTable(instances, knowsFreeLiterals: isModel);
        foreach (var step in steps)
            step.Declare(table);
        foreach (var step in steps)
            step.Resolve(table);
        if (new ForwardPlanner(instances, steps, table, []).TryPlan() is not { } forward)
            return null;
        if (new TracePlanner(instances, steps, table).TryPlan() is not { } trace)
            return null;
        string[] auxiliary = isModel ? [.. graph.Auxiliary.Select(a => a.Node)] : [];
        return new ClassPlan(name, instances)
        {
            Uses = instances.Sum(i => uses[i]),
            Arguments = isModel ? free.Arguments : [],
            Parameters = table.Parameters,
            Children = [.. steps.Where(s => s.IsChild).Select(s => s.Child(table))],
            Forward = forward,
            Trace = trace,
            ForwardWithAuxiliary = auxiliary.Length == 0 ? null : new ForwardPlanner(instances, steps, table, auxiliary).TryPlan(),
        };
    }

    private IReadOnlyList<Construction?> ConstructionOf(IReadOnlyList<Node?> uses) => uses.First(u => u is not null) switch
    {
        ScopeNode { Scope: var scope } when StackBuilder.IsStack(scope) =>
            new StackBuilder(ConstructionOf).Build([.. uses.Select(u => (u as ScopeNode)?.Scope)]),
        ScopeNode => [.. uses.Select(u => u is ScopeNode s ? new ClassCall(plans[s.Scope].Plan, plans[s.Scope].Instance) : null)],
        _ => [.. uses.Select(u => u is OpNode op && CSharpOps.Find(op.Op) is ChildEmission child ? child.Construct(op) : null)],
    };

    private ForwardTraits TraitsOf(Node node) => node switch
    {
        OpNode op => OpTraits.Of(op),
        JoinNode join => new ForwardTraits(MayAliasInput: false, SavesInput: join.Kind == JoinKind.Multiply, SavesOutput: false),
        ScopeNode { Scope: var scope } when StackBuilder.IsStack(scope) => scope.Nodes.Select(TraitsOf)
            .Aggregate((a, b) => new ForwardTraits(a.MayAliasInput && b.MayAliasInput, a.SavesInput || b.SavesInput, a.SavesOutput || b.SavesOutput)),
        ScopeNode { Scope: var scope } => plans[scope].Plan.Forward.Traits,
        _ => throw new InvalidOperationException("unknown kind of node"),
    };
}
