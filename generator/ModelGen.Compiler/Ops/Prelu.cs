using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.PReLU.</summary>
internal sealed class Prelu : Op
{
    public override string Name => "prelu";

    public override string Summary => "Leaky ReLU with a learned slope, one for all channels or one for each (torch.nn.PReLU; He et al. 2015).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Integer("num_parameters", 1, "1, or the number of channels.") with { IsMain = true, Minimum = 1 },
        OpParameter.Number("init", 0.25, "First slope.") with { CanBeDefaulted = true });

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call)
    {
        long slopes = call.Integer("num_parameters");
        // torch looks for the channels in the second dimension, which is the height of an image permuted to channels-last.
        return slopes == 1 || (slopes == call.In.Channels && !call.In.IsChannelsLast)
            ? call.In
            : call.Fail($"expected 1 slope or one for each of the {call.In.Channels} incoming channels, found {slopes}", "num_parameters");
    }

    public override EquatableArray<StateEntry> State(OpCall call) => new(new StateEntry("weight", StateKind.Parameter, new Shape(call.Integer("num_parameters"))));
}
