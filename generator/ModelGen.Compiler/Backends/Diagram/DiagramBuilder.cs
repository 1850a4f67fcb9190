using System.Globalization;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>
/// Collapses a graph: norms and activations go into the box of the layer they follow, a repeat is one box, a sequence dissolves, and a
/// block is a box whose inside is drawn once, from its fullest use; what other uses do without is marked.
/// </summary>
internal sealed class DiagramBuilder
{
    private readonly Dictionary<string, List<Scope>> blocks = new(StringComparer.Ordinal);

    public static Diagram Build(ModelGraph graph)
    {
        var builder = new DiagramBuilder();
        builder.CollectBlocks(graph.Root);
        var tables = ModelTables.Of(graph);
        string subtitle = tables.ParameterCount.ToString("#,0", CultureInfo.InvariantCulture) + " parameters, "
            + tables.MultiplyAdds.ToString("#,0", CultureInfo.InvariantCulture) + " multiply-adds";
        return new Diagram(
            graph.Name,
            subtitle,
            Graph("", [graph.Root], "images", "logits", showsShapes: true),
            [.. builder.blocks.Select(b => Graph(b.Key, b.Value, "in", "out", showsShapes: false))]);
    }

    /// <summary>Blocks in the order in which a reader meets them.</summary>
    private void CollectBlocks(Scope scope)
    {
        foreach (var child in scope.Nodes.OfType<ScopeNode>().Select(n => n.Scope))
        {
            if (child.Kind == ScopeKind.Block)
            {
                if (!blocks.TryGetValue(child.Class, out var uses))
                    blocks.Add(child.Class, uses = []);
                uses.Add(child);
            }

            CollectBlocks(child);
        }
    }

    private static DiagramGraph Graph(string title, IReadOnlyList<Scope> uses, string input, string output, bool showsShapes)
    {
        // The fullest use is drawn; the others only say what it has more.
        var fullest = uses.OrderByDescending(u => CountOf(u)).First();
        var drawing = new Drawing([.. uses.Where(u => u.Nodes.Count > 0 || uses.Count == 1)], showsShapes);
        return drawing.Draw(title, fullest, input, output);
    }

    private static int CountOf(Scope scope) =>
        scope.Nodes.Sum(n => n is ScopeNode { Scope.Kind: ScopeKind.Sequence } s ? 1 + CountOf(s.Scope) : 1);

    /// <summary>The drawing of one graph.</summary>
    private sealed class Drawing(IReadOnlyList<Scope> uses, bool showsShapes)
    {
        private readonly List<DiagramBox> boxes = [];
        private readonly List<DiagramArrow> arrows = [];

        public DiagramGraph Draw(string title, Scope scope, string input, string output)
        {
            boxes.Add(new DiagramBox(input, DiagramBoxKind.Value, [input], showsShapes ? scope.Input.ToString() : null, IsOptional: false));
            string result = Draw(scope, uses, input, "", isInOptional: false);
            boxes.Add(new DiagramBox(output, DiagramBoxKind.Value, [output], showsShapes
                ? scope.Output.ToString()
                : null, IsOptional: false));
            Connect(result, output, isOptional: false);
            return new DiagramGraph(title, boxes, arrows);
        }

        private string Draw(Scope scope, IReadOnlyList<Scope> all, string input, string prefix, bool isInOptional)
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal) { [Node.Input] = input };
            var live = LiveNodes.Of(scope);
            var readers = scope.Nodes.Where(n => live.Contains(n.Id)).SelectMany(n => n.Inputs).Append(scope.Result).ToLookup(i => i);
            foreach (var node in scope.Nodes.Where(n => live.Contains(n.Id)))
            {
                var same = all.Select(s => s.Nodes.FirstOrDefault(n => n.Id == node.Id))
                    .Where(n => n is not null && n.GetType() == node.GetType()).Select(n => n!).ToList();
                bool isOptional = isInOptional || same.Count < all.Count;
                string[] inputs = [.. node.Inputs.Select(i => values[i])];
                int drawn = arrows.Count;
                values[node.Id] = node switch
                {
                    ScopeNode { Scope.Kind: ScopeKind.Sequence } child =>
                        Draw(child.Scope, [.. same.Select(n => ((ScopeNode)n).Scope)], inputs[0], prefix + child.Key + ".", isOptional),
                    ScopeNode child => Add(prefix + child.Key, DiagramBoxKind.Block, Title(prefix, child), child, inputs, isOptional),
                    JoinNode join => Add(prefix + node.Id, DiagramBoxKind.Join, [Symbol(join.Kind)], join, inputs, isOptional),
                    OpNode op => Op(op, [.. same.OfType<OpNode>().Where(o => o.Op == op.Op)], inputs[0], prefix, isOptional,
                        readers[node.Inputs[0]].Count() == 1),
                    _ => throw new InvalidOperationException("unknown kind of node"),
                };
                if (arrows.Count > drawn && node is not ScopeNode { Scope.Kind: ScopeKind.Sequence })
                    ConnectOthers(node, same, values);
            }

            return values[scope.Result];
        }

        private string Op(OpNode op, IReadOnlyList<OpNode> same, string input, string prefix, bool isOptional, bool isOnlyReader)
        {
            string text = OpText.Of(same);
            int last = boxes.FindIndex(b => b.Name == input);
            var before = boxes[last];
            bool canFollow = before.Kind is DiagramBoxKind.Layer or DiagramBoxKind.Function && before.IsOptional == isOptional;
            if (OpText.IsFollower(op) && isOnlyReader && canFollow)
            {
                boxes[last] = before with { Lines = Followed(before, text), Shape = Shape(op) };
                return input;
            }

            bool hasWeights = op.Key is not null && op.Op is "conv" or "conv_transpose" or "linear";
            string name = prefix + (op.Key ?? op.Id);
            IReadOnlyList<string> lines = op.Key is { } key && hasWeights ? [prefix + key, text] : [text];
            return Add(name, hasWeights ? DiagramBoxKind.Layer : DiagramBoxKind.Function, lines, op, [input], isOptional);
        }

        /// <summary>The box's lines with one more word: norms and activations share a line.</summary>
        private static IReadOnlyList<string> Followed(DiagramBox box, string text)
        {
            const int Widest = 24;
            int first = box.Kind == DiagramBoxKind.Layer ? 2 : 1;
            string joined = box.Lines[box.Lines.Count - 1] + " · " + text;
            return box.Lines.Count > first
                && joined.Length <= Widest ? [.. box.Lines.Take(box.Lines.Count - 1), joined] : [.. box.Lines, text];
        }

        private string Add(string name, DiagramBoxKind kind, IReadOnlyList<string> lines, Node node, string[] inputs, bool isOptional)
        {
            string unique = name;
            for (int n = 2; boxes.Exists(b => b.Name == unique); n++)
                unique = name + "_" + n.ToString(CultureInfo.InvariantCulture);
            boxes.Add(new DiagramBox(unique, kind, lines, kind == DiagramBoxKind.Join ? null : Shape(node), isOptional));
            foreach (string input in inputs)
                Connect(input, unique, isOptional);
            return unique;
        }

        private void Connect(string from, string to, bool isOptional) =>
            arrows.Add(new DiagramArrow(from, to, isOptional || boxes.Exists(b => b.Name == from && b.IsOptional)));

        /// <summary>Arrows from what other uses read in the same place: the input itself, where the shortcut has no layer.</summary>
        private void ConnectOthers(Node node, List<Node> same, Dictionary<string, string> values)
        {
            var others = same.SelectMany(n => n.Inputs).Where(i => !node.Inputs.Contains(i) && values.ContainsKey(i)).Select(i => values[i])
                .Distinct();
            foreach (string other in others.Where(o => !arrows.Exists(a => a.From == o && a.To == values[node.Id])))
                Connect(other, values[node.Id], isOptional: true);
        }

        private string? Shape(Node node) => showsShapes ? node.Output.ToString() : null;
    }

    private static IReadOnlyList<string> Title(string prefix, ScopeNode node)
    {
        if (node.Scope.Kind != ScopeKind.Repeat)
            return [prefix + node.Key, Class(node.Scope)];
        var runs = node.Scope.Nodes.Select(n => n is ScopeNode s ? Class(s.Scope) : OpText.Of([(OpNode)n])).GroupBy(c => c)
            .Select(g => g.Count().ToString(CultureInfo.InvariantCulture) + " × " + g.Key);
        return [prefix + node.Key, .. runs];
    }

    private static string Class(Scope scope) => scope.Kind == ScopeKind.Block ? scope.Class : "sequence";

    private static string Symbol(JoinKind kind) => kind switch
    {
        JoinKind.Add => "+",
        JoinKind.Multiply => "×",
        _ => "concat",
    };
}
