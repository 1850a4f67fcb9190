using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.GroupNorm.</summary>
internal sealed class GroupNorm : Op
{
    public override string Name => "group_norm";

    public override string Summary => "Normalises groups of channels within one image (torch.nn.GroupNorm; Wu & He 2018).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
    [
        OpParameter.Required("num_groups", ParameterType.Integer, "Number of groups.") with { IsMain = true, Minimum = 1 },
        .. Norms.Parameters,
    ]);

    public override MemoryTraits Memory => Norms.Memory;

    public override Shape? Infer(OpCall call) =>
        Expect.Image(call) && Expect.DivisibleChannels(call, call.In.Channels, "the incoming channels", "num_groups") ? call.In : null;

    public override EquatableArray<StateEntry> State(OpCall call) => Norms.State(call);
}
