using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.narrow over the channels.</summary>
internal sealed class Narrow : Op
{
    public override string Name => "narrow";

    public override string Summary => "Some of the channels, as [start, length] (torch.narrow): the head of a branch that takes a part.";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } =
        new(OpParameter.Required("range", ParameterType.IntegerList, "First channel, from 0, and number of channels.") with { IsMain = true, Minimum = 0 });

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call)
    {
        long[] range = call.Integers("range");
        if (range is not [var start, var length])
            return call.Fail($"expected [start, length], found {range.Length} numbers", "range");
        if (call.In.IsChannelsLast)
            return call.Fail($"expected channels first, found {call.In} with the channels last");
        return length >= 1 && start + length <= call.In.Channels
            ? call.In.WithChannels(length)
            : call.Fail($"channels {start} to {start + length - 1} are not among the {call.In.Channels} incoming ones (0 to {call.In.Channels - 1})", "range");
    }
}
