using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>The scopes below a model that become classes, grouped by class name.</summary>
internal sealed class InstanceGroups
{
    private readonly Dictionary<Scope, int> order = new(ReferenceComparer<Scope>.Instance);
    private readonly List<string> names = [];
    private readonly Dictionary<string, List<Scope>> instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> inner = new(StringComparer.Ordinal);

    private readonly Func<Scope, bool> isInline;

    private InstanceGroups(Func<Scope, bool> isInline) => this.isInline = isInline;

    /// <summary>The groups, each after those whose instances it contains.</summary>
    public IEnumerable<(string Name, IReadOnlyList<Scope> Instances)> InnermostFirst
    {
        get
        {
            var done = new List<string>();
            var open = new HashSet<string>(StringComparer.Ordinal);
            foreach (string name in names)
                Visit(name, open, done);
            return done.Select(n => (n, (IReadOnlyList<Scope>)instances[n]));
        }
    }

    /// <param name="root">The model.</param>
    /// <param name="isInline">Tells the containers that need no class of their own.</param>
    public static InstanceGroups Of(Scope root, Func<Scope, bool> isInline)
    {
        var groups = new InstanceGroups(isInline);
        groups.Walk(root, outer: null);
        return groups;
    }

    /// <summary>Position of a scope in a walk of the model, outermost and earliest first.</summary>
    public int IndexOf(Scope scope) => order[scope];

    private void Walk(Scope scope, string? outer)
    {
        foreach (var child in scope.Nodes.OfType<ScopeNode>().Select(n => n.Scope))
        {
            string? container = outer;
            if (!isInline(child))
            {
                container = child.Class;
                if (outer is not null)
                    inner[outer].Add(child.Class);
                if (order.ContainsKey(child))
                    continue;
                Add(child);
            }

            Walk(child, container);
        }
    }

    private void Add(Scope scope)
    {
        order.Add(scope, order.Count);
        if (!instances.TryGetValue(scope.Class, out var group))
        {
            names.Add(scope.Class);
            inner.Add(scope.Class, new HashSet<string>(StringComparer.Ordinal));
            instances.Add(scope.Class, group = []);
        }

        group.Add(scope);
    }

    private void Visit(string name, HashSet<string> open, List<string> done)
    {
        if (done.Contains(name))
            return;
        if (!open.Add(name))
            throw new InvalidOperationException("class " + name + " contains itself");
        foreach (string child in inner[name])
            Visit(child, open, done);
        done.Add(name);
    }
}
