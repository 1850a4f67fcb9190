using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

/// <summary>The ops that are children.</summary>
internal static class Layers
{
    public static IEnumerable<OpEmission> All { get; } =
    [
        new ConvEmission(),
        Torch("conv_transpose", "ConvTranspose2d", node =>
        [
            SlotsOf.InputChannels(node),
            SlotsOf.Integer(node, "out_channels"),
            .. SlotsOf.Pairs(node, ("kernel_size", null), ("stride", 1), ("padding", 0), ("output_padding", 0), ("dilation", 1)),
            SlotsOf.Integer(node, "groups", 1),
            SlotsOf.Bool(node, "bias", true),
        ]),
        Torch("linear", "Linear", node =>
            [SlotsOf.InputChannels(node), SlotsOf.Integer(node, "out_features"), SlotsOf.Bool(node, "bias", true, label: "hasBias")]),
        Torch("batch_norm", "BatchNorm2d", node =>
            [SlotsOf.InputChannels(node), SlotsOf.Number(node, "eps", 1e-5), SlotsOf.Number(node, "momentum", 0.1), SlotsOf.Bool(node, "affine", true)]),
        Torch("layer_norm", "LayerNorm", node =>
            [SlotsOf.InputChannels(node), SlotsOf.Number(node, "eps", 1e-5), SlotsOf.Bool(node, "affine", true, label: "elementwise_affine")]),
        Torch("group_norm", "GroupNorm", node =>
        [
            SlotsOf.Integer(node, "num_groups"),
            SlotsOf.InputChannels(node),
            SlotsOf.Number(node, "eps", 1e-5),
            SlotsOf.Bool(node, "affine", true),
        ]),
        Torch("prelu", "PReLU", node => [SlotsOf.Integer(node, "num_parameters"), SlotsOf.Number(node, "init", 0.25)]),
        Dropout("dropout", "Dropout"),
        Dropout("dropout2d", "Dropout2d"),
        Dropout("alpha_dropout", "AlphaDropout"),
        new ModuleEmission("layer_norm_2d", "LayerNorm2d", isOurs: true, takesDevice: true, node =>
            [SlotsOf.InputChannels(node), SlotsOf.Number(node, "eps", 1e-5), SlotsOf.Bool(node, "affine", true)]),
        new ModuleEmission("drop_path", "DropPath", isOurs: true, takesDevice: false, node => [SlotsOf.Number(node, "p"), SlotsOf.Word(node, Compiler.Ops.DropPath.Mode, Compiler.Ops.DropPath.Row)]),
        new ModuleEmission("drop_block", "DropBlock2d", isOurs: true, takesDevice: false, node => [SlotsOf.Number(node, "p"), SlotsOf.Integer(node, "block_size", 7)]),
        new ScaleEmission(),
    ];

    private static ModuleEmission Torch(string op, string type, Func<OpNode, IEnumerable<Plan.Slot>> slots) =>
        new(op, type, isOurs: false, takesDevice: true, slots);

    private static ModuleEmission Dropout(string op, string type) =>
        new(op, type, isOurs: false, takesDevice: false, node => [SlotsOf.Number(node, "p")]);
}
