using System.Globalization;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>
/// Names for the children that the pass adds. A child is called by its op's word, <c>dropout</c> or <c>drop_path</c>; where a container
/// has that name already, or more than one is added, <c>dropout_2</c> and so on. Never by a position, so that the keys of its neighbours
/// stay what they are. All containers of one class get the same name for the same place.
/// </summary>
internal sealed class ChildNames
{
    private readonly Dictionary<string, HashSet<string>> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Class, string Id), (string Key, string Property)> given = [];

    public ChildNames(Scope root) => Collect(root, new HashSet<Scope>(ReferenceComparer<Scope>.Instance), isModel: true);

    /// <param name="class">The container's class.</param>
    /// <param name="id">The place within it: the node's id.</param>
    public (string Key, string Property) Of(string @class, string id, string op)
    {
        if (given.TryGetValue((@class, id), out var known))
            return known;
        var names = taken[@class];
        string key = op, property = CSharpName.Pascal(op);
        for (int n = 2; names.Contains(key) || names.Contains(property); n++)
        {
            string number = n.ToString(CultureInfo.InvariantCulture);
            (key, property) = (op + "_" + number, CSharpName.Pascal(op) + number);
        }

        names.Add(key);
        names.Add(property);
        given.Add((@class, id), (key, property));
        return (key, property);
    }

    private void Collect(Scope scope, HashSet<Scope> seen, bool isModel)
    {
        if (!seen.Add(scope))
            return;
        if (!taken.TryGetValue(scope.Class, out var names))
            taken.Add(scope.Class, names = new HashSet<string>(CSharpName.ModuleMembers.Concat(isModel ? CSharpName.ModelMembers : []), StringComparer.Ordinal) { scope.Class });
        foreach (var node in scope.Nodes)
        {
            if (node.Key is { } key)
                names.Add(key);
            if (node.Property is { } property)
                names.Add(property);
            if (node is ScopeNode child)
                Collect(child.Scope, seen, isModel: false);
        }
    }
}
