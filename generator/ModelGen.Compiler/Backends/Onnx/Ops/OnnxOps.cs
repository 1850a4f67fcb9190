namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>Writes one call and returns the name of its output.</summary>
internal delegate string OnnxEmission(OnnxCall call);

/// <summary>The ONNX form of every op of the language, by its word.</summary>
internal static class OnnxOps
{
    private static readonly Dictionary<string, OnnxEmission> Emissions = new(StringComparer.Ordinal)
    {
        ["adaptive_avg_pool"] = Pools.AdaptiveAverage,
        ["adaptive_max_pool"] = Pools.AdaptiveMax,
        ["alpha_dropout"] = Identity,
        ["avg_pool"] = Pools.Average,
        ["batch_norm"] = Norms.Batch,
        ["celu"] = Activations.WithNumber("Celu", "alpha", "alpha"),
        ["channel_shuffle"] = Reshaping.ChannelShuffle,
        ["conv"] = Layers.Conv,
        ["conv_transpose"] = Layers.ConvTranspose,
        ["drop_block"] = Identity,
        ["drop_path"] = Identity,
        ["dropout"] = Identity,
        ["dropout2d"] = Identity,
        ["elu"] = Activations.WithNumber("Elu", "alpha", "alpha"),
        ["flatten"] = call => call.Node("Flatten", new OnnxAttribute.Integer("axis", 1)),
        ["gelu"] = Activations.Gelu,
        ["global_avg_pool"] = Pools.GlobalAverage,
        ["global_max_pool"] = Pools.GlobalMax,
        ["group_norm"] = Norms.Group,
        ["hardsigmoid"] = Activations.HardSigmoid,
        ["hardswish"] = call => call.Node("HardSwish"),
        ["hardtanh"] = Activations.HardTanh,
        ["identity"] = Identity,
        ["layer_norm"] = Norms.Layer,
        ["layer_norm_2d"] = Norms.Layer2d,
        ["leaky_relu"] = Activations.WithNumber("LeakyRelu", "negative_slope", "alpha"),
        ["linear"] = Layers.Linear,
        ["log_softmax"] = call => call.Node("LogSoftmax", new OnnxAttribute.Integer("axis", 1)),
        ["max_pool"] = Pools.Max,
        ["mish"] = Activations.Mish,
        ["narrow"] = Reshaping.Narrow,
        ["pad"] = Reshaping.Pad,
        ["permute"] = Reshaping.Permute,
        ["prelu"] = Activations.Prelu,
        ["relu"] = call => call.Node("Relu"),
        ["relu6"] = Activations.Relu6,
        ["scale"] = Layers.Scale,
        ["selu"] = call => call.Node("Selu"),
        ["sigmoid"] = call => call.Node("Sigmoid"),
        ["silu"] = Activations.Silu,
        ["softmax"] = call => call.Node("Softmax", new OnnxAttribute.Integer("axis", 1)),
        ["softplus"] = Activations.Softplus,
        ["subsample"] = Reshaping.Subsample,
        ["tanh"] = call => call.Node("Tanh"),
    };

    public static OnnxEmission Find(string op) =>
        Emissions.TryGetValue(op, out var emission) ? emission : throw new InvalidOperationException("op " + op + " has no ONNX form");

    /// <summary>For an op that does nothing in eval mode: no node.</summary>
    private static string Identity(OnnxCall call) => call.Input;
}
