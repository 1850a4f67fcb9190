using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Backends.PyTorch.Ops;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.PyTorch.Plan;

/// <summary>
/// Decides which classes a model's file needs: one for each block, as the C# back end has them, by the same overlay of instances;
/// containers that are chains become <c>nn.Sequential</c> where they stand.
/// </summary>
internal sealed class PythonPlanner
{
    private static readonly string[] UsedNames = ["F", "OrderedDict", "nn", "torch"];

    private readonly Dictionary<Scope, (PythonClass Plan, int Instance)> plans = new(ReferenceComparer<Scope>.Instance);
    private readonly HashSet<string> names;
    private readonly HashSet<string> helpers = new(StringComparer.Ordinal);
    private readonly List<PythonClass> classes = [];

    private PythonPlanner(Scope root)
    {
        names = new HashSet<string>(UsedNames.Concat(PythonHelpers.Texts.Keys).Append(root.Class), StringComparer.Ordinal);
    }

    /// <summary>
    /// The classes, each after those it uses, the model's own last; and the helpers they need, in the order of their definition.
    /// </summary>
    public static (IReadOnlyList<PythonClass> Classes, IReadOnlyList<string> Helpers) Plan(ModelGraph graph)
    {
        var root = graph.Root;
        var planner = new PythonPlanner(root);
        foreach (var (name, instances) in InstanceGroups.Of(root, PythonChain.Is).InnermostFirst)
            planner.PlanClass(name, instances);
        planner.Add(planner.TryPlan(root.Class, [root], [.. graph.Auxiliary.Select(a => a.Node)]) ?? throw new InvalidOperationException(
            "the model's own class cannot be planned"));
        return (planner.classes, [.. PythonHelpers.Texts.Keys.Where(planner.helpers.Contains)]);
    }

    private void PlanClass(string name, IReadOnlyList<Scope> instances)
    {
        string unique = UniqueName(name);
        if (TryPlan(unique, instances) is { } common)
        {
            Add(common);
            return;
        }

        // What cannot be laid over one another is told apart by structure.
        foreach (var alike in instances.GroupBy(Structure))
        {
            Add(TryPlan(unique, [.. alike]) ?? throw new InvalidOperationException(
                "instances of " + name + " with one structure cannot share a class"));
            unique = UniqueName(name);
        }
    }

    private void Add(PythonClass plan)
    {
        names.Add(plan.Name);
        classes.Add(plan);
        for (int i = 0; i < plan.Instances.Count; i++)
            plans[plan.Instances[i]] = (plan, i);
    }

    private string UniqueName(string name)
    {
        string unique = name;
        for (int n = 2; names.Contains(unique); n++)
            unique = name + n;
        return unique;
    }

    private PythonClass? TryPlan(string name, IReadOnlyList<Scope> instances, params string[] auxiliary)
    {
        if (Overlay.TryLay(instances) is not { } overlay)
            return null;
        bool isSequential = instances.All(PythonChain.IsNumbered) && !overlay.Nodes.Any(n => n.IsConditional);
        var steps = new List<PythonStep>();
        foreach (var node in overlay.Nodes)
        {
            if (PythonStep.TryMake(node, instances, isSequential ? Link : ConstructionOf) is not { } step)
                return null;
            steps.Add(step);
        }

        var table = new ParameterTable(instances, knowsFreeLiterals: false);
        foreach (var step in steps)
            step.Declare(table);
        foreach (var step in steps)
            step.Resolve(table);
        if (isSequential)
            return new PythonClass(name, instances) { Parameters = table.Parameters, Children = [.. steps.Select(s => s.Construction)], Forward = null };
        if (new PythonForward(instances, steps, table, []).TryPlan() is not { } forward)
            return null;
        return new PythonClass(name, instances)
        {
            Parameters = table.Parameters,
            Children = [.. steps.Where(s => s.IsChild).Select(s => s.MakeChild(table))],
            Forward = forward,
            ForwardWithAuxiliary = auxiliary.Length > 0 ? new PythonForward(instances, steps, table, auxiliary).TryPlan() : null,
        };
    }

    /// <summary>How a node is made as a child, or null for a function or a join.</summary>
    private PythonConstruction? ConstructionOf(Node node) => node switch
    {
        ScopeNode child => ConstructionOf(child.Scope),
        OpNode { Key: not null } op => ConstructionOf(op),
        OpNode op => UseFunction(op),
        _ => null,
    };

    private PythonConstruction ConstructionOf(Scope scope) => PythonChain.Is(scope)
        ? new PythonSequential([.. PythonChain.Keys(scope).Zip(scope.Nodes, (key, node) => (key, Link(node).Inside(scope, node)))])
        : new PythonClassCall(plans[scope].Plan, plans[scope].Instance);

    /// <summary>A link of a chain: a function too is a module there.</summary>
    private PythonConstruction Link(Node node) => (node is OpNode op ? ConstructionOf(op) : ConstructionOf(node))!;

    private PythonConstruction? ConstructionOf(OpNode node)
    {
        var form = PythonOps.Find(node);
        if (form.IsParameter)
            return new PythonParameter([.. form.Slots(node)]);
        if (form.Module is null)
            return UseFunction(node);
        helpers.UnionWith(form.Helpers);
        return new PythonCall(form.Module, [.. form.Slots(node)]);
    }

    private PythonConstruction? UseFunction(OpNode node)
    {
        helpers.UnionWith(PythonOps.Find(node).FunctionHelpers);
        return null;
    }

    private string Structure(Scope scope) => string.Join("\n", scope.Nodes.Select(n => string.Join(
        "|", n.Id, n.Key, n.GetType().Name, (n as OpNode)?.Op, string.Join(",", n.Inputs), ConstructionOf(n)?.Signature))) + scope.Result;
}
