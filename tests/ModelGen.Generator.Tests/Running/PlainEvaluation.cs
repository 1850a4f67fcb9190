using ModelGen.Compiler.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Running;

/// <summary>Evaluates a graph node by node, always on new memory and disposing nothing: what planned memory is compared with.</summary>
internal sealed class PlainEvaluation(nn.Module<Tensor, Tensor> module)
{
    private readonly Dictionary<string, Tensor> state = module.state_dict();

    public Tensor Run(ModelGraph graph, Tensor input) => Run(graph.Root, "", input);

    private Tensor Run(Scope scope, string prefix, Tensor input)
    {
        var values = new Dictionary<string, Tensor> { [Node.Input] = input };
        foreach (var node in scope.Nodes)
            values[node.Id] = Run(node, prefix + node.Key, [.. node.Inputs.Select(i => values[i])]);
        return values[scope.Result];
    }

    private Tensor Run(Node node, string path, Tensor[] inputs) => node switch
    {
        ScopeNode child => Run(child.Scope, path + ".", inputs[0]),
        JoinNode { Kind: JoinKind.Add } => inputs.Aggregate((a, b) => a.add(b)),
        JoinNode { Kind: JoinKind.Multiply } => inputs.Aggregate((a, b) => a.mul(b)),
        JoinNode => cat(inputs, 1),
        OpNode op => Run(op, path, inputs[0]),
        _ => throw new NotSupportedException(node.GetType().Name),
    };

    private Tensor Run(OpNode op, string path, Tensor x) => op.Op switch
    {
        "conv" => nn.functional.conv2d(
            x, state[path + ".weight"], state.GetValueOrDefault(path + ".bias"), [Integer(op, "stride")], [Integer(op, "padding")], groups: Integer(op, "groups")),
        "batch_norm" => nn.functional.batch_norm(
            x, state[path + ".running_mean"].clone(), state[path + ".running_var"].clone(), state[path + ".weight"], state[path + ".bias"], module.training),
        "linear" => nn.functional.linear(x, state[path + ".weight"], state[path + ".bias"]),
        "relu" => x.relu(),
        "global_avg_pool" => x.mean([2, 3]),
        _ => throw new NotSupportedException(op.Op),
    };

    private static long Integer(OpNode op, string argument) => ((Value.Number)op[argument]).Integer;
}
