using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends;

/// <summary>The nodes of a scope on which its result depends: an auxiliary classifier, which speaks in training alone, is none of them.</summary>
internal static class LiveNodes
{
    /// <param name="scope">The scope.</param>
    /// <param name="further">Nodes that are wanted too.</param>
    public static HashSet<string> Of(Scope scope, params IEnumerable<string> further)
    {
        var live = new HashSet<string>(further, StringComparer.Ordinal) { scope.Result };
        foreach (var node in scope.Nodes.Reverse())
        {
            if (live.Contains(node.Id))
                live.UnionWith(node.Inputs);
        }

        return live;
    }
}
