using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.ChannelShuffle.</summary>
internal sealed class ChannelShuffle : Op
{
    public override string Name => "channel_shuffle";

    public override string Summary => "Deals the channels of each group out in turn (torch.nn.ChannelShuffle; Zhang et al. 2018, section 3.1).";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } =
        new(OpParameter.Required("groups", ParameterType.Integer, "Number of groups.") with { IsMain = true, Minimum = 1 });

    // With one group, or one channel a group, the order stays and so does the memory.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call) =>
        Expect.Image(call) && Expect.DivisibleChannels(call, call.In.Channels, "the incoming channels", "groups") ? call.In : null;
}
