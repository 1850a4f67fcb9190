using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torchvision.ops.DropBlock2d.</summary>
internal sealed class DropBlock : Op
{
    public override string Name => "drop_block";

    public override string Summary => "Zeroes square regions while training (torchvision's DropBlock2d; Ghiasi et al. 2018).";

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        Dropout.Probability(null),
        OpParameter.Integer("block_size", 7, "Side of a region.") with { Minimum = 1 });

    public override MemoryTraits Memory => Dropout.DropoutMemory;

    public override Shape? Infer(OpCall call)
    {
        if (!Expect.Image(call))
            return null;
        long size = call.Integer("block_size");
        return (size > call.In.Height && call.In.Height != Shape.Free) || (size > call.In.Width && call.In.Width != Shape.Free)
            ? call.Fail($"a region of {size}×{size} does not fit into the input {call.In}", "block_size")
            : call.In;
    }
}
