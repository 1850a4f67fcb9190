using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>A learned factor for each channel: a bare parameter, whose name is its key.</summary>
internal sealed class Scale : Op
{
    public override string Name => "scale";

    public override string Summary => "A learned factor for each channel, a parameter of C×1×1 whose name is its key (layer scale; Touvron et al. 2021).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } =
        new(OpParameter.Required("value", ParameterType.Number, "Its first value.") with { IsMain = true });

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) => call.In.IsChannelsLast
        ? call.Fail($"expected channels first, found {call.In} with the channels last")
        : call.In;

    public override EquatableArray<StateEntry> State(OpCall call) => new(new StateEntry(
        StateEntry.Bare, StateKind.Parameter, call.In.IsImage ? new Shape(call.In.Channels, 1, 1) : new Shape(call.In.Channels)));
}
