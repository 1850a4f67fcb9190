using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends;

/// <summary>The nodes of a scope on which its result depends: an auxiliary classifier, which speaks in training alone, is none of them.</summary>
internal static class LiveNodes
{
    public static HashSet<string> Of(Scope scope)
    {
        var live = new HashSet<string>(StringComparer.Ordinal) { scope.Result };
        foreach (var node in scope.Nodes.Reverse())
        {
            if (live.Contains(node.Id))
                live.UnionWith(node.Inputs);
        }

        return live;
    }
}
