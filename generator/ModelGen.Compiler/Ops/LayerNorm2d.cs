using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>LayerNorm2d of torchvision's convnext.py: layer norm over the channels of each pixel.</summary>
internal sealed class LayerNorm2d : Op
{
    public override string Name => "layer_norm_2d";

    public override string Summary => "Normalises each pixel's channels (torchvision's LayerNorm2d; Liu et al. 2022).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters => Norms.Parameters;

    public override MemoryTraits Memory => Norms.Memory;

    public override Shape? Infer(OpCall call) => Expect.Image(call) ? call.In : null;

    public override EquatableArray<StateEntry> State(OpCall call) => Norms.State(call);
}
