namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>The ops that are expressions.</summary>
internal static class Functions
{
    public static IEnumerable<OpEmission> All { get; } =
    [
        new InPlaceEmission("relu") { Recorded = "Relu" },
        new InPlaceEmission("selu"),
        new InPlaceEmission("sigmoid") { Recorded = "Sigmoid" },
        new InPlaceEmission("tanh") { Recorded = "Tanh" },
        new InPlaceEmission("leaky_relu", node => [SlotsOf.Number(node, "negative_slope")]) { Recorded = "LeakyRelu" },
        new InPlaceEmission("celu", node => [SlotsOf.Number(node, "alpha")]),
        new CallEmission("elu", "elu", node => [SlotsOf.Number(node, "alpha")]) { Recorded = "Elu" },
        new CallEmission("relu6", "relu6") { Recorded = "Relu6" },
        new CallEmission("gelu", "gelu") { Recorded = "Gelu" },
        new CallEmission("silu", "silu") { Recorded = "Silu" },
        new CallEmission("mish", "nn.functional.mish"),
        new CallEmission("hardswish", "hardswish") { Recorded = "Hardswish" },
        new CallEmission("hardsigmoid", "hardsigmoid") { Recorded = "Hardsigmoid" },
        // TorchSharp 0.107's hardtanh gives its operand back.
        new CallEmission("hardtanh", "clamp", node => [SlotsOf.Number(node, "min_val"), SlotsOf.Number(node, "max_val")]) { Recorded = "Clamp" },
        new CallEmission("softplus", "softplus", node => [SlotsOf.Number(node, "beta", 1), SlotsOf.Number(node, "threshold", 20)]),
        new CallEmission("softmax", "softmax", null, "1"),
        new CallEmission("log_softmax", "log_softmax", null, "1"),
        new MaxPoolEmission(),
        new CallEmission("avg_pool", "nn.functional.avg_pool2d", node =>
        [
            SlotsOf.List(node, "kernel_size"),
            SlotsOf.List(node, "stride", orElse: "kernel_size"),
            SlotsOf.List(node, "padding", 0),
            SlotsOf.Bool(node, "ceil_mode", false),
            SlotsOf.Bool(node, "count_include_pad", true),
        ]) { Recorded = "AvgPool" },
        new CallEmission("adaptive_avg_pool", "nn.functional.adaptive_avg_pool2d", node => [SlotsOf.BothDirections(node, "output_size")]),
        new CallEmission("adaptive_max_pool", "nn.functional.adaptive_max_pool2d", node => [SlotsOf.BothDirections(node, "output_size")]),
        new CallEmission("global_avg_pool", "mean", null, "[2, 3]") { Recorded = "GlobalAvgPool" },
        new CallEmission("global_max_pool", "amax", null, "2", "3"),
        new CallEmission("flatten", "flatten", null, "1") { Recorded = "Flatten" },
        new CallEmission("narrow", "narrow", node => SlotsOf.Items(node, "range", "start", "length"), "1") { Recorded = "Narrow" },
        new CallEmission("permute", "permute", node => [SlotsOf.List(node, "dims")]),
        new CallEmission("pad", "nn.functional.pad", node => [SlotsOf.Pads(node), SlotsOf.Number(node, "value", 0)]) { Recorded = "Pad" },
        new CallEmission("subsample", "Subsample", node => SlotsOf.Pairs(node, ("stride", null))) { Recorded = "Subsample" },
        new CallEmission("channel_shuffle", "ChannelShuffle", node => [SlotsOf.Integer(node, "groups")]) { Recorded = "ChannelShuffle" },
        new IdentityEmission(),
    ];
}
