using ModelGen.Compiler.Backends.CSharp.Plan;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Ops;

internal sealed class ConvEmission : ModuleEmission
{
    public override string Op => "conv";

    public override string Type => "Conv2d";

    protected override bool TakesDevice => true;

    public override IReadOnlyList<Slot> Slots(OpNode node) =>
    [
        SlotsOf.InputChannels(node),
        SlotsOf.Integer(node, "out_channels"),
        .. SlotsOf.Pairs(node, ("kernel_size", null), ("stride", 1), ("padding", 0), ("dilation", 1)),
        SlotsOf.Integer(node, "groups", 1),
        SlotsOf.Bool(node, "bias", true),
    ];
}

internal sealed class LinearEmission : ModuleEmission
{
    public override string Op => "linear";

    public override string Type => "Linear";

    protected override bool TakesDevice => true;

    public override IReadOnlyList<Slot> Slots(OpNode node) =>
        [SlotsOf.InputChannels(node), SlotsOf.Integer(node, "out_features"), SlotsOf.Bool(node, "bias", true, label: "hasBias")];
}

internal sealed class BatchNormEmission : ModuleEmission
{
    public override string Op => "batch_norm";

    public override string Type => "BatchNorm2d";

    protected override bool TakesDevice => true;

    public override IReadOnlyList<Slot> Slots(OpNode node) =>
        [SlotsOf.InputChannels(node), SlotsOf.Number(node, "eps", 1e-5), SlotsOf.Number(node, "momentum", 0.1)];
}

internal sealed class DropoutEmission : ModuleEmission
{
    public override string Op => "dropout";

    public override string Type => "Dropout";

    public override IReadOnlyList<Slot> Slots(OpNode node) => [SlotsOf.Number(node, "p")];
}
