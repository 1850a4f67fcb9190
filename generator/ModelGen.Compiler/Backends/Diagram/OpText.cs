using System.Globalization;
using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>An op in few words. Where the uses of a block differ in a number, the spec's name for it stands instead.</summary>
internal static class OpText
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["alpha_dropout"] = "alpha dropout", ["batch_norm"] = "BN", ["celu"] = "CELU", ["channel_shuffle"] = "channel shuffle", ["drop_block"] = "DropBlock",
        ["drop_path"] = "drop path", ["elu"] = "ELU", ["gelu"] = "GELU", ["global_avg_pool"] = "global average pool", ["global_max_pool"] = "global max pool",
        ["group_norm"] = "GN", ["hardsigmoid"] = "hard sigmoid", ["hardswish"] = "hard swish", ["hardtanh"] = "hard tanh", ["layer_norm"] = "LN",
        ["layer_norm_2d"] = "LN", ["leaky_relu"] = "leaky ReLU", ["log_softmax"] = "log softmax", ["mish"] = "Mish", ["prelu"] = "PReLU", ["relu"] = "ReLU",
        ["relu6"] = "ReLU6", ["selu"] = "SELU", ["silu"] = "SiLU",
    };

    /// <summary>Ops that a picture writes into the box of the layer they follow.</summary>
    private static readonly HashSet<string> Followers = new(StringComparer.Ordinal)
    {
        "alpha_dropout", "batch_norm", "celu", "drop_block", "drop_path", "dropout", "dropout2d", "elu", "flatten", "gelu", "group_norm", "hardsigmoid",
        "hardswish", "hardtanh", "identity", "layer_norm", "layer_norm_2d", "leaky_relu", "log_softmax", "mish", "prelu", "relu", "relu6", "scale", "selu",
        "sigmoid", "silu", "softmax", "softplus", "tanh",
    };

    public static bool IsFollower(OpNode node) => Followers.Contains(node.Op);

    /// <param name="uses">The node in every use of its block.</param>
    public static string Of(IReadOnlyList<OpNode> uses)
    {
        var node = uses[0];
        return node.Op switch
        {
            "conv" => Window("conv", uses) + ", " + Value(uses, "out_channels") + Stride(uses) + Groups(uses),
            "conv_transpose" => Window("transposed conv", uses) + ", " + Value(uses, "out_channels") + Stride(uses),
            "linear" => "linear, " + Value(uses, "out_features"),
            "max_pool" => Window("max pool", uses) + Stride(uses),
            "avg_pool" => Window("average pool", uses) + Stride(uses),
            "adaptive_avg_pool" => "average pool to " + Pair(uses, "output_size"),
            "adaptive_max_pool" => "max pool to " + Pair(uses, "output_size"),
            "subsample" => "subsample" + Stride(uses),
            "dropout" or "dropout2d" => "dropout " + Value(uses, "p"),
            "permute" => "permute",
            "pad" => "pad",
            "narrow" => "channels " + Value(uses, "range"),
            _ => Words.TryGetValue(node.Op, out string word) ? word : node.Op.Replace('_', ' '),
        };
    }

    private static string Window(string word, IReadOnlyList<OpNode> uses) => Pair(uses, "kernel_size") + " " + word;

    private static string Stride(IReadOnlyList<OpNode> uses)
    {
        string stride = Find(uses[0], "stride") is null ? "1" : Value(uses, "stride");
        return stride == "1" ? "" : " /" + (IsKnown(stride) ? stride : "s");
    }

    private static string Groups(IReadOnlyList<OpNode> uses)
    {
        if (uses.All(u => Find(u, "groups") is Value.Number g && g.Integer == u.InputShapes[0].Channels && g.Integer > 1))
            return ", depthwise";
        string groups = Value(uses, "groups");
        return groups == "1" ? "" : IsKnown(groups) ? ", " + groups + " groups" : ", grouped";
    }

    private static string Pair(IReadOnlyList<OpNode> uses, string argument)
    {
        string value = Value(uses, argument);
        if (value.StartsWith("[", StringComparison.Ordinal))
            return value.Trim('[', ']').Replace(", ", "×");
        return IsKnown(value) ? value + "×" + value : "k×k";
    }

    /// <summary>False for a name that stands for several numbers.</summary>
    private static bool IsKnown(string value) => value.Length > 0 && (char.IsDigit(value[0]) || value[0] == '[');

    private static string Value(IReadOnlyList<OpNode> uses, string argument)
    {
        var values = uses.Select(u => Find(u, argument)).Distinct().ToList();
        if (values.Count == 1)
            return Text(values[0]);
        return Slot.PlainName(uses[0].Arguments.First(a => a.Name == argument).Source)?.Replace('_', ' ') ?? "…";
    }

    private static string Text(Value? value) => value is Value.Number number
        ? number.Amount.ToString("0.###", CultureInfo.InvariantCulture)
        : value?.ToString() ?? "";

    private static Value? Find(OpNode node, string argument) => node.Arguments.FirstOrDefault(a => a.Name == argument)?.Value;
}
