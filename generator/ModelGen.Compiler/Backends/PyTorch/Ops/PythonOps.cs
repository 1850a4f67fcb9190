using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;
using static ModelGen.Compiler.Backends.PyTorch.Ops.PythonSlots;

namespace ModelGen.Compiler.Backends.PyTorch.Ops;

/// <summary>
/// The PyTorch form of every op of the language, by its word; <c>padding: same</c>, which torch has not at every stride, is a form of its
/// own.
/// </summary>
internal static class PythonOps
{
    private const string Same = " same";

    private static readonly Dictionary<string, PythonOp> Forms = new(StringComparer.Ordinal)
    {
        ["adaptive_avg_pool"] = PythonOp.Function("nn.AdaptiveAvgPool2d", "F.adaptive_avg_pool2d", n => [Pair(n, "output_size")]),
        ["adaptive_max_pool"] = PythonOp.Function("nn.AdaptiveMaxPool2d", "F.adaptive_max_pool2d", n => [Pair(n, "output_size")]),
        ["alpha_dropout"] = PythonOp.Layer("nn.AlphaDropout", n => [Number(n, "p")]),
        ["avg_pool"] = PythonOp.Function("nn.AvgPool2d", "F.avg_pool2d", n =>
            [Pair(n, "kernel_size"), .. OptionalPair(n, "stride"), Pair(n, "padding", 0), Bool(n, "ceil_mode", false), Bool(
                n, "count_include_pad", true)]),
        ["batch_norm"] = PythonOp.Layer("nn.BatchNorm2d", n =>
            [InputChannels(n), Number(n, "eps", 1e-5), Number(n, "momentum", 0.1), Bool(n, "affine", true)]),
        ["celu"] = PythonOp.Function("nn.CELU", "F.celu", n => [Number(n, "alpha", 1)]),
        ["channel_shuffle"] = PythonOp.Helper("ChannelShuffle", "channel_shuffle", n => [Integer(n, "groups")]),
        ["conv"] = PythonOp.Layer("nn.Conv2d", n => [.. Window(n), Pair(n, "padding", 0), .. RestOfConvolution(n)]),
        ["conv" + Same] = PythonOp.Layer("Conv2dSame", n => [.. Window(n), .. RestOfConvolution(n)]) with { Helpers = ["pad_same", "Conv2dSame"] },
        ["conv_transpose"] = PythonOp.Layer("nn.ConvTranspose2d", n =>
            [.. Window(n), Pair(n, "padding", 0), Pair(n, "output_padding", 0), .. RestOfConvolution(n)]),
        ["drop_block"] = PythonOp.Layer("DropBlock2d", n => [Number(n, "p"), Integer(n, "block_size", 7)]) with { Helpers = ["DropBlock2d"] },
        ["drop_path"] = PythonOp.Layer("DropPath", n => [Number(n, "p"), Word(n, Compiler.Ops.DropPath.Mode, Compiler.Ops.DropPath.Row)]) with { Helpers = ["DropPath"] },
        ["dropout"] = PythonOp.Layer("nn.Dropout", n => [Number(n, "p")]),
        ["dropout2d"] = PythonOp.Layer("nn.Dropout2d", n => [Number(n, "p")]),
        ["elu"] = PythonOp.Function("nn.ELU", "F.elu", n => [Number(n, "alpha", 1)]),
        ["flatten"] = new() { Module = "nn.Flatten", Expression = (x, _) => PythonText.Receiver(x) + ".flatten(1)" },
        ["gelu"] = PythonOp.Function("nn.GELU", "F.gelu"),
        ["global_avg_pool"] = new() { Expression = (x, _) => PythonText.Receiver(x) + ".mean((2, 3))" },
        ["global_max_pool"] = new() { Expression = (x, _) => PythonText.Receiver(x) + ".amax((2, 3))" },
        ["group_norm"] = PythonOp.Layer(
            "nn.GroupNorm", n => [Integer(n, "num_groups"), InputChannels(n), .. EpsilonAndAffine(n, "affine")]),
        ["hardsigmoid"] = PythonOp.Function("nn.Hardsigmoid", "F.hardsigmoid"),
        ["hardswish"] = PythonOp.Function("nn.Hardswish", "F.hardswish"),
        ["hardtanh"] = PythonOp.Function("nn.Hardtanh", "F.hardtanh", n => [Number(n, "min_val", -1), Number(n, "max_val", 1)]),
        ["identity"] = new() { Module = "nn.Identity", Expression = (x, _) => x, IsIdentity = true },
        ["layer_norm"] = PythonOp.Layer("nn.LayerNorm", n => [InputChannels(n), .. EpsilonAndAffine(n, "elementwise_affine")]),
        ["layer_norm_2d"] = PythonOp.Layer("LayerNorm2d", n => [InputChannels(n), .. EpsilonAndAffine(n, "elementwise_affine")]) with { Helpers = ["LayerNorm2d"] },
        ["leaky_relu"] = PythonOp.Function("nn.LeakyReLU", "F.leaky_relu", n => [Number(n, "negative_slope", 0.01)]),
        ["linear"] = PythonOp.Layer("nn.Linear", n => [InputChannels(n), Integer(n, "out_features"), Bool(n, "bias", true)]),
        ["log_softmax"] = PythonOp.Function("nn.LogSoftmax", "F.log_softmax", _ => [Fixed("dim", "long", "1", label: "dim")]),
        ["max_pool"] = PythonOp.Function("nn.MaxPool2d", "F.max_pool2d", n =>
            [Pair(n, "kernel_size"), .. OptionalPair(n, "stride"), Pair(n, "padding", 0), Pair(n, "dilation", 1), Bool(
                n, "ceil_mode", false)]),
        ["max_pool" + Same] = PythonOp.Helper("MaxPool2dSame", "max_pool_same", n =>
            [Pair(n, "kernel_size"), .. OptionalPair(n, "stride"), Pair(n, "dilation", 1)]) with { Helpers = ["pad_same", "max_pool_same", "MaxPool2dSame"] },
        ["mish"] = PythonOp.Function("nn.Mish", "F.mish"),
        ["narrow"] = PythonOp.Helper("Narrow", "narrow", n => [Integers(n, "range", 0, "start"), Integers(n, "range", 1, "length")]),
        ["pad"] = PythonOp.Helper("Pad", "F.pad", n => [Padding(n), Number(n, "value", 0)]),
        ["permute"] = PythonOp.Helper("Permute", "torch.permute", n => [List(n, "dims")]),
        ["prelu"] = PythonOp.Layer("nn.PReLU", n => [Integer(n, "num_parameters", 1), Number(n, "init", 0.25)]),
        ["relu"] = PythonOp.Function("nn.ReLU", "F.relu"),
        ["relu6"] = PythonOp.Function("nn.ReLU6", "F.relu6"),
        ["scale"] = new() { IsParameter = true, Slots = n => [Size(n), Number(n, "value")] },
        ["selu"] = PythonOp.Function("nn.SELU", "F.selu"),
        ["sigmoid"] = PythonOp.Function("nn.Sigmoid", "torch.sigmoid"),
        ["silu"] = PythonOp.Function("nn.SiLU", "F.silu"),
        ["softmax"] = PythonOp.Function("nn.Softmax", "F.softmax", _ => [Fixed("dim", "long", "1", label: "dim")]),
        ["softplus"] = PythonOp.Function("nn.Softplus", "F.softplus", n => [Number(n, "beta", 1), Number(n, "threshold", 20)]),
        ["subsample"] = PythonOp.Helper("Subsample", "subsample", n => [Pair(n, "stride")]),
        ["tanh"] = PythonOp.Function("nn.Tanh", "torch.tanh"),
    };

    public static PythonOp Find(OpNode node)
    {
        bool isSame = node.Arguments.Any(a => a is { Name: "padding", Value: Value.Text });
        return Forms.TryGetValue(node.Op + (isSame ? Same : ""), out var form)
            ? form
            : throw new InvalidOperationException("op " + node.Op + " has no PyTorch form");
    }

    private static IEnumerable<Slot> Window(OpNode node) =>
        [InputChannels(node), Integer(node, "out_channels"), Pair(node, "kernel_size"), Pair(node, "stride", 1)];

    private static IEnumerable<Slot> RestOfConvolution(OpNode node) =>
        [Pair(node, "dilation", 1), Integer(node, "groups", 1), Bool(node, "bias", true)];

    private static IEnumerable<Slot> EpsilonAndAffine(OpNode node, string affine) =>
        [Number(node, "eps", 1e-5), Bool(node, "affine", true, label: affine)];

    /// <summary>Left, right, top, bottom, front, back: torch's own order; what is not padded at the end of the list is left out.</summary>
    private static Slot Padding(OpNode node)
    {
        long[] amounts = Compiler.Ops.Pad.Amounts(new Compiler.Ops.OpCall(node.InputShapes, node.Arguments));
        var shown = amounts[4] == 0 && amounts[5] == 0 ? amounts.Take(4) : amounts;
        return Fixed("padding", "list", "(" + string.Join(", ", shown) + ")");
    }

    /// <summary>The shape of a bare parameter: a factor for each channel.</summary>
    private static Slot Size(OpNode node)
    {
        string channels = node.InputShapes[0].Channels.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Fixed("shape", "list", node.InputShapes[0].IsImage ? "(" + channels + ", 1, 1)" : "(" + channels + ",)");
    }
}
