using ModelGen.Compiler.Backends.Onnx.Ops;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx;

/// <summary>Walks a graph and writes each step as ONNX nodes. Scopes dissolve: their names live on in the names of the nodes.</summary>
internal sealed class OnnxLowering
{
    private readonly OnnxBuilder builder = new();

    public static OnnxModel Lower(ModelGraph graph)
    {
        var lowering = new OnnxLowering();
        string result = lowering.Lower(graph.Root, OnnxModel.InputName, "");
        return lowering.builder.Build(result) with
        {
            Name = graph.Name,
            Description = graph.Description,
            Input = graph.Input,
            Output = graph.Root.Output,
            Metadata = new(
                new KeyValuePair<string, string>("spec", graph.File),
                new KeyValuePair<string, string>("spec_hash", graph.SpecHash)),
        };
    }

    private string Lower(Scope scope, string input, string prefix)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { [Node.Input] = input };
        var needed = LiveNodes.Of(scope);
        foreach (var node in scope.Nodes.Where(n => needed.Contains(n.Id)))
        {
            string[] inputs = [.. node.Inputs.Select(i => values[i])];
            string path = prefix + (node.Key ?? node.Id);
            values[node.Id] = node switch
            {
                ScopeNode child => Lower(child.Scope, inputs[0], prefix + child.Key + "."),
                JoinNode join => Join(join, inputs, path),
                OpNode op => Call(op, inputs[0], path),
                _ => throw new InvalidOperationException("unknown kind of node"),
            };
        }

        return values[scope.Result];
    }

    private string Call(OpNode node, string input, string path)
    {
        var definition = OpRegistry.Find(node.Op) ?? throw new InvalidOperationException("no op is called " + node.Op);
        return OnnxOps.Find(node.Op)(new OnnxCall(builder, definition, node, input, path));
    }

    private string Join(JoinNode join, string[] inputs, string path) => join.Kind switch
    {
        JoinKind.Concat => builder.Node(
            "Concat", path, inputs, join.Output, new OnnxAttribute.Integer("axis", join.Output.IsChannelsLast ? join.Output.Rank : 1)),
        JoinKind.Multiply => Chain("Mul", join, inputs, path),
        _ => Chain("Add", join, inputs, path),
    };

    private string Chain(string @operator, JoinNode join, string[] inputs, string path) =>
        inputs.Skip(1).Aggregate(inputs[0], (left, right) => builder.Node(@operator, path, [left, right], join.Output));
}
