using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>
/// Which steps of a scope every path to a value passes. Nodes stand in order of execution, so that one walk finds the immediate dominators
/// (Cooper, Harvey, Kennedy 2001, "A Simple, Fast Dominance Algorithm", without its iteration).
/// </summary>
internal static class Dominators
{
    /// <summary>The nodes that every path from <paramref name="input"/> to <paramref name="result"/> passes, the result's own last.</summary>
    public static IReadOnlyList<Node> Between(EquatableArray<Node> nodes, Dictionary<string, int> order, string input, string result)
    {
        var immediate = Immediate(nodes, order);
        var chain = new List<Node>();
        for (int i = order[result]; i >= 0 && i > order[input]; i = immediate[i])
            chain.Add(nodes[i]);
        chain.Reverse();
        return chain;
    }

    /// <summary>What lies between a join and the value that its operands have in common.</summary>
    public static List<Node> Below(EquatableArray<Node> nodes, Dictionary<string, int> order, Node join)
    {
        int start = Immediate(nodes, order)[order[join.Id]];
        var open = new HashSet<string>(join.Inputs, StringComparer.Ordinal);
        var below = new List<Node>();
        for (int i = order[join.Id] - 1; i > start; i--)
        {
            if (!open.Contains(nodes[i].Id))
                continue;
            open.UnionWith(nodes[i].Inputs);
            below.Add(nodes[i]);
        }

        return below;
    }

    private static int[] Immediate(EquatableArray<Node> nodes, Dictionary<string, int> order)
    {
        int[] immediate = new int[nodes.Count];
        for (int i = 0; i < nodes.Count; i++)
        {
            int common = order[nodes[i].Inputs[0]];
            foreach (string other in nodes[i].Inputs.Skip(1))
                common = Common(immediate, common, order[other]);
            immediate[i] = common;
        }

        return immediate;
    }

    private static int Common(int[] immediate, int a, int b)
    {
        while (a != b)
        {
            if (a > b)
                a = immediate[a];
            else
                b = immediate[b];
        }

        return a;
    }
}
