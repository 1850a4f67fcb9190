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
        "conv" => Convolve(op, path, x),
        "conv_transpose" => nn.functional.conv_transpose2d(
            x, state[path + ".weight"], Find(path, "bias"), List(op, "stride"), List(op, "padding"), List(op, "output_padding"), List(op, "dilation"), Integer(op, "groups")),
        "batch_norm" => BatchNorm(op, path, x),
        "group_norm" => nn.functional.group_norm(x, Integer(op, "num_groups"), Find(path, "weight"), Find(path, "bias"), Number(op, "eps")),
        "layer_norm" => nn.functional.layer_norm(x, [x.shape[^1]], Find(path, "weight"), Find(path, "bias"), Number(op, "eps")),
        "layer_norm_2d" => nn.functional.layer_norm(x.permute(0, 2, 3, 1), [x.shape[1]], Find(path, "weight"), Find(path, "bias"), Number(op, "eps"))
            .permute(0, 3, 1, 2),
        "linear" => nn.functional.linear(x, state[path + ".weight"], Find(path, "bias")),
        "prelu" => x.prelu(state[path + ".weight"]),
        "scale" => x * state[path],
        "max_pool" => Pool(op, x, isMax: true),
        "avg_pool" => Pool(op, x, isMax: false),
        _ => Function(op, x),
    };

    private static Tensor Function(OpNode op, Tensor x) => op.Op switch
    {
        "relu" => x.clamp_min(0),
        "relu6" => x.clamp(0, 6),
        "leaky_relu" => where(x > 0, x, x * Number(op, "negative_slope")),
        "elu" => where(x > 0, x, (x.exp() - 1) * Number(op, "alpha")),
        "celu" => where(x > 0, x, ((x / Number(op, "alpha")).exp() - 1) * Number(op, "alpha")),
        // Klambauer et al. 2017, section 2.
        "selu" => where(x > 0, x, (x.exp() - 1) * 1.6732632423543772) * 1.0507009873554805,
        "gelu" => x * 0.5 * (1 + (x / Math.Sqrt(2)).erf()),
        "silu" => x * x.sigmoid(),
        "mish" => x * (x.exp() + 1).log().tanh(),
        "hardswish" => x * (x + 3).clamp(0, 6) / 6,
        "hardsigmoid" => (x + 3).clamp(0, 6) / 6,
        "hardtanh" => x.clamp(Number(op, "min_val"), Number(op, "max_val")),
        "sigmoid" => 1 / (1 + (-x).exp()),
        "tanh" => 1 - (2 / ((x * 2).exp() + 1)),
        "softplus" => ((x * Number(op, "beta")).exp() + 1).log() / Number(op, "beta"),
        "softmax" => x.exp() / x.exp().sum([1], keepdim: true),
        "log_softmax" => x - x.exp().sum([1], keepdim: true).log(),
        "global_avg_pool" => x.flatten(2).mean([2]),
        "global_max_pool" => x.flatten(2).amax(2),
        "adaptive_avg_pool" => nn.functional.adaptive_avg_pool2d(x, Both(op, "output_size")),
        "adaptive_max_pool" => nn.functional.adaptive_max_pool2d(x, Both(op, "output_size")),
        "flatten" => x.reshape(x.shape[0], -1),
        "narrow" => x.narrow(1, List(op, "range")[0], List(op, "range")[1]).clone(),
        "permute" => x.permute(List(op, "dims")).clone(),
        "pad" => Pad(op, x),
        "subsample" => x.slice(2, 0, x.shape[2], Both(op, "stride")[0]).slice(3, 0, x.shape[3], Both(op, "stride")[1]).clone(),
        "channel_shuffle" => cat([.. Enumerable.Range(0, (int)x.shape[1]).Select(i => Dealt(x, i, Integer(op, "groups")))], 1),
        "identity" or "dropout" or "dropout2d" or "alpha_dropout" or "drop_path" or "drop_block" => x,
        _ => throw new NotSupportedException(op.Op),
    };

    /// <summary>Ioffe and Szegedy 2015, algorithm 1; in float64, since gradients that cancel out are all rounding.</summary>
    private Tensor BatchNorm(OpNode op, string path, Tensor input)
    {
        var x = input.to(ScalarType.Float64);
        Tensor EachChannel(Tensor values) => values.reshape(1, -1, 1, 1);
        var mean = EachChannel(module.training ? x.mean([0, 2, 3]) : state[path + ".running_mean"]);
        var variance = EachChannel(module.training ? (x - mean).square().mean([0, 2, 3]) : state[path + ".running_var"]);
        var normal = (x - mean) / (variance + Number(op, "eps")).sqrt();
        var result = Find(path, "weight") is { } weight ? (normal * EachChannel(weight)) + EachChannel(Find(path, "bias")!) : normal;
        return result.to(input.dtype);
    }

    /// <summary>The channel that stands at place <paramref name="i"/> after a shuffle.</summary>
    private static Tensor Dealt(Tensor x, int i, long groups) => x.narrow(1, (i % groups * (x.shape[1] / groups)) + (i / groups), 1);

    private Tensor Convolve(OpNode op, string path, Tensor x)
    {
        bool isSame = op["padding"] is Value.Text;
        long[] padding = isSame ? [0] : List(op, "padding");
        var input = isSame ? PadSame(op, x, 0) : x;
        return nn.functional.conv2d(input, state[path + ".weight"], Find(path, "bias"), List(op, "stride"), padding, List(op, "dilation"), Integer(op, "groups"));
    }

    private static Tensor Pool(OpNode op, Tensor x, bool isMax)
    {
        bool isSame = op["padding"] is Value.Text;
        long[] padding = isSame ? [0] : List(op, "padding");
        long[] kernel = List(op, "kernel_size"), stride = op.Arguments.Any(a => a.Name == "stride") ? List(op, "stride") : kernel;
        bool ceil = ((Value.Bool)op["ceil_mode"]).IsTrue;
        return isMax
            ? nn.functional.max_pool2d(isSame ? PadSame(op, x, double.NegativeInfinity) : x, kernel, stride, padding, List(op, "dilation"), ceil)
            : nn.functional.avg_pool2d(x, kernel, stride, padding, ceil, ((Value.Bool)op["count_include_pad"]).IsTrue);
    }

    /// <summary>TensorFlow's rule, written out for each direction: https://www.tensorflow.org/api_docs/python/tf/nn, notes on padding.</summary>
    private static Tensor PadSame(OpNode op, Tensor x, double value)
    {
        long[] sides = [0, 0, 0, 0];
        for (int direction = 0; direction < 2; direction++)
        {
            long size = x.shape[2 + direction], stride = Both(op, "stride")[direction];
            long extent = (Both(op, "dilation")[direction] * (Both(op, "kernel_size")[direction] - 1)) + 1;
            long total = size % stride == 0 ? Math.Max(extent - stride, 0) : Math.Max(extent - (size % stride), 0);
            sides[2 - (2 * direction)] = total / 2;
            sides[3 - (2 * direction)] = total - (total / 2);
        }

        return nn.functional.pad(x, sides, PaddingModes.Constant, value);
    }

    private static Tensor Pad(OpNode op, Tensor x)
    {
        long[] amounts = List(op, "padding") is [var all] ? [all, all, all, all, 0, 0] : [.. List(op, "padding"), 0, 0];
        long[] shape = [x.shape[0], x.shape[1] + amounts[4] + amounts[5], x.shape[2] + amounts[2] + amounts[3], x.shape[3] + amounts[0] + amounts[1]];
        var result = full(shape, Number(op, "value"));
        result.narrow(1, amounts[4], x.shape[1]).narrow(2, amounts[2], x.shape[2]).narrow(3, amounts[0], x.shape[3]).copy_(x);
        return result;
    }

    private Tensor? Find(string path, string tensor) => state.GetValueOrDefault(path + "." + tensor);

    private static long[] List(OpNode op, string argument) =>
        op[argument] is Value.List list ? [.. list.Items.Select(i => ((Value.Number)i).Integer)] : [Integer(op, argument)];

    private static long[] Both(OpNode op, string argument) => List(op, argument) is [var one] ? [one, one] : List(op, argument);

    private static long Integer(OpNode op, string argument) => ((Value.Number)op[argument]).Integer;

    private static double Number(OpNode op, string argument) => ((Value.Number)op[argument]).Amount;
}
