using System.Globalization;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Listing;

/// <summary>
/// All that a model computes, a line for each step: what its spec hash is of, but for the recipe, in a form in which people compare two versions.
/// Equal neighbours in a repeat are one run, <c>layer2.[1-17].conv1</c>.
/// </summary>
public static class ModelListing
{
    /// <summary>Between the path of a line, its op, each argument, what it reads and its output.</summary>
    public const string Separator = " | ";

    /// <summary>Lines of <c>conv1 | conv | out_channels 16 | … | of input | 16×32×32</c>.</summary>
    public static IReadOnlyList<string> Lines(ModelGraph graph) =>
    [
        Joined("(input)", [graph.Input.ToString(), "classes " + Digits(graph.Classes)]),
        .. Lines(graph.Root).Select(l => Joined(l.Path, l.Cells)),
        .. graph.Auxiliary.Select(a => Joined("(aux)", [Name(graph.Root, a.Node), "weight " + a.Weight.ToString("R", CultureInfo.InvariantCulture)])),
    ];

    private static IEnumerable<Line> Lines(Scope scope)
    {
        var nodes = scope.Nodes.Select(n => (Key: n.Key ?? "", Lines: Lines(scope, n).ToList())).ToList();
        for (int start = 0; start < nodes.Count;)
        {
            int end = start + 1;
            while (end < nodes.Count && IsNext(nodes[end - 1].Key, nodes[end].Key) && nodes[end].Lines.SequenceEqual(nodes[start].Lines))
                end++;
            string segment = end == start + 1 ? nodes[start].Key : "[" + nodes[start].Key + "-" + nodes[end - 1].Key + "]";
            foreach (var line in nodes[start].Lines)
                yield return line.Below(segment);
            start = end;
        }

        if (scope.Nodes.Count > 0 && scope.Result != scope.Nodes[scope.Nodes.Count - 1].Id)
            yield return new Line("(result)", new(Name(scope, scope.Result)));
    }

    /// <summary>The lines of a node, with paths relative to it.</summary>
    private static IEnumerable<Line> Lines(Scope scope, Node node)
    {
        switch (node)
        {
            case ScopeNode child:
                return Lines(child.Scope);
            case OpNode op:
                return [new Line(op.Key is null ? "(" + op.Op + ")" : "", new([op.Op, .. op.Arguments.Select(a => a.Name + " " + a.Value), .. Ends(scope, node)]))];
            case JoinNode join:
                string kind = join.Kind.ToString().ToLowerInvariant();
                return [new Line(join.Key is null ? "(" + kind + ")" : "", new([kind, .. Ends(scope, node)]))];
            default:
                throw new InvalidOperationException("no such node: " + node.GetType());
        }
    }

    /// <summary>What a node reads, unless that is the one before it, and its output's shape.</summary>
    private static IEnumerable<string> Ends(Scope scope, Node node)
    {
        int index = scope.Nodes.ToList().IndexOf(node);
        string before = index == 0 ? Node.Input : scope.Nodes[index - 1].Id;
        if (node.Inputs.Count != 1 || node.Inputs[0] != before)
            yield return "of " + string.Join(" and ", node.Inputs.Select(i => Name(scope, i)));
        yield return node.Output.ToString();
    }

    private static string Name(Scope scope, string id) => scope.Nodes.FirstOrDefault(n => n.Id == id) switch
    {
        null => id,
        { Key: { } key } => key,
        OpNode op => "(" + op.Op + ")",
        JoinNode join => "(" + join.Kind.ToString().ToLowerInvariant() + ")",
        _ => id,
    };

    /// <summary>Whether two keys count on: 3 and 4.</summary>
    private static bool IsNext(string key, string next) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int a) && next == Digits(a + 1);

    private static string Joined(string path, IEnumerable<string> cells) => string.Join(Separator, cells.Prepend(path));

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Line(string Path, EquatableArray<string> Cells)
    {
        public Line Below(string key) => this with { Path = key.Length == 0 ? Path : Path.Length == 0 ? key : key + "." + Path };
    }
}
