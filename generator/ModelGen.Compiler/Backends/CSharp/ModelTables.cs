using System.Globalization;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>
/// The layers and the state dict of a model as compact tables: equal neighbours in a repeat are one run, <c>layer2.[1-17].conv1</c>, so that depth
/// costs no length. The runtime's <c>RunTable</c> unfolds them.
/// </summary>
internal sealed class ModelTables
{
    /// <summary>The type of a line that stands for a function.</summary>
    public const string Function = "function";

    private readonly IReadOnlyList<LayerRow> state;

    private ModelTables(IReadOnlyList<LayerRow> layers, IReadOnlyList<LayerRow> state, bool hasFreeSize)
    {
        this.state = state;
        Layers = layers;
        ParameterCount = layers.Sum(l => l.Times * l.Parameters);
        MultiplyAdds = hasFreeSize ? 0 : layers.Sum(l => l.Times * l.MultiplyAdds);
    }

    public IReadOnlyList<LayerRow> Layers { get; }

    public long ParameterCount { get; }

    public long MultiplyAdds { get; }

    public IEnumerable<string> LayerLines => Layers.Select(l => string.Join(
        " | ", l.Path, l.Type, CSharpLiteral.TableShape(l.Output), CSharpLiteral.Of(l.Parameters), CSharpLiteral.Of(l.MultiplyAdds)));

    public IEnumerable<string> StateLines => state.SelectMany(l => l.State.Select(s => string.Join(
        " | ", s.Below(l.Path), CSharpLiteral.TableShape(s.Shape), s.Kind == StateKind.Parameter ? "parameter" : "buffer", s.DType)));

    /// <summary>The layer table as people read it, with aligned columns; of a deep model, its containers.</summary>
    public IEnumerable<string> AlignedLines
    {
        get
        {
            string[][] rows =
            [
                ["layer", "type", "output", "parameters", "multiply-adds"],
                .. FoldedRows.Of(Layers).Select(l => new[] { l.Path, l.Type, l.Output.ToString(), Grouped(l.Parameters), Grouped(l.MultiplyAdds) }),
            ];
            int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(r => r[column].Length))];
            return rows.Select(r => string.Join("  ", r.Select((cell, i) => i < 3 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }
    }

    public static ModelTables Of(ModelGraph graph)
    {
        var layers = Rows(graph.Root, inStateOrder: false).ToList();
        bool hasBareParameters = layers.Exists(l => l.Type == ParameterCall.ParameterType);
        return new(layers, hasBareParameters ? [.. Rows(graph.Root, inStateOrder: true)] : layers, graph.Input.HasFree);
    }

    /// <param name="inStateOrder">As a state dict has them: the scope's own parameters before its children.</param>
    private static IEnumerable<LayerRow> Rows(Scope scope, bool inStateOrder)
    {
        if (StackBuilder.IsStack(scope))
            return StackRows(scope, inStateOrder);
        IEnumerable<Node> nodes = inStateOrder ? scope.Nodes.OrderBy(n => IsBareParameter(n) ? 0 : 1) : scope.Nodes;
        return nodes.SelectMany(node => Rows(node, inStateOrder).Select(r => r.Below(node.Key)));
    }

    private static bool IsBareParameter(Node node) => node is OpNode op && CSharpOps.Find(op.Op) is ChildEmission { IsModule: false };

    private static IEnumerable<LayerRow> StackRows(Scope stack, bool inStateOrder)
    {
        var children = stack.Nodes.Select(n => Rows(n, inStateOrder).ToList()).ToList();
        for (int start = 0; start < children.Count;)
        {
            int end = start + 1;
            while (end < children.Count && children[end].SequenceEqual(children[start]))
                end++;
            string segment = end == start + 1 ? CSharpLiteral.Of(start) : "[" + CSharpLiteral.Of(start) + "-" + CSharpLiteral.Of(end - 1) + "]";
            foreach (var row in children[start])
                yield return row.Below(segment) with { Times = row.Times * (end - start) };
            start = end;
        }
    }

    /// <summary>The rows of a node, with paths relative to it. Functions have no path: one that changes the shape is shown by its word in parentheses.</summary>
    private static IEnumerable<LayerRow> Rows(Node node, bool inStateOrder)
    {
        if (node is ScopeNode child)
            return Rows(child.Scope, inStateOrder);
        if (node is not OpNode op)
            return [];
        if (CSharpOps.Find(op.Op) is ChildEmission layer)
            return [Row("", layer.Type, op)];
        return op.Output == op.InputShapes[0] ? [] : [Row("(" + op.Op + ")", Function, op)];
    }

    private static LayerRow Row(string path, string type, OpNode node)
    {
        var definition = OpTraits.Definition(node);
        var call = new OpCall(node.InputShapes, node.Arguments);
        return new LayerRow(path, type, node.Output, definition.MultiplyAdds(call, node.Output)) { State = definition.State(call) };
    }

    private static string Grouped(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
