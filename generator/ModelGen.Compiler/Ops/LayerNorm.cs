using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.LayerNorm over the last dimension: a vector, or the channels of an image that has them last.</summary>
internal sealed class LayerNorm : Op
{
    public override string Name => "layer_norm";

    public override string Summary =>
        "Normalises a vector, or each pixel's channels of an image permuted to channels-last (torch.nn.LayerNorm; Ba et al. 2016).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters => Norms.Parameters;

    public override MemoryTraits Memory => Norms.Memory;

    public override Shape? Infer(OpCall call) => call.In.IsImage
        ? call.Fail($"expected a vector or channels last, found an image of {call.In}: layer_norm_2d normalises its channels")
        : call.In;

    public override EquatableArray<StateEntry> State(OpCall call) => Norms.State(call);
}
