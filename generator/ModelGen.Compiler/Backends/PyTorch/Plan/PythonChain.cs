using System.Globalization;
using ModelGen.Compiler.Backends.PyTorch.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.PyTorch.Plan;

/// <summary>Containers that are nothing but modules one after another: an <c>nn.Sequential</c>, which needs no class.</summary>
internal static class PythonChain
{
    public static bool Is(Scope scope) => scope.Kind is ScopeKind.Sequence or ScopeKind.Repeat && IsOfModules(scope);

    /// <summary>
    /// True for such a container whose modules are numbered from 0: a block of this kind is a class that is an <c>nn.Sequential</c>.
    /// </summary>
    public static bool IsNumbered(Scope scope) =>
        scope.Kind == ScopeKind.Block && IsOfModules(scope)
            && Keys(scope).Select((key, i) => key == i.ToString(CultureInfo.InvariantCulture)).All(same => same);

    private static bool IsOfModules(Scope scope)
    {
        if (scope.Nodes.Count == 0)
            return false;
        string previous = Node.Input;
        foreach (var node in scope.Nodes)
        {
            bool isModule = node is ScopeNode || node is OpNode op && PythonOps.Find(op).Module is not null;
            if (!isModule || node.Inputs.Count != 1 || node.Inputs[0] != previous)
                return false;
            previous = node.Id;
        }

        return scope.Result == previous;
    }

    /// <summary>
    /// A key for every node. A function has none in the graph, yet as a module of the chain it takes the position it has in YAML, or where
    /// that is another's key, its own word.
    /// </summary>
    public static IReadOnlyList<string> Keys(Scope scope)
    {
        var taken = new HashSet<string>(scope.Nodes.Where(n => n.Key is not null).Select(n => n.Key!), StringComparer.Ordinal);
        var keys = new List<string>();
        foreach (var node in scope.Nodes)
        {
            string key = node.Key ?? keys.Count.ToString(CultureInfo.InvariantCulture);
            string word = node is OpNode op ? op.Op : "child";
            for (int n = 1; node.Key is null && !taken.Add(key); n++)
                key = n == 1 ? word : word + n.ToString(CultureInfo.InvariantCulture);
            keys.Add(key);
        }

        return keys;
    }
}
