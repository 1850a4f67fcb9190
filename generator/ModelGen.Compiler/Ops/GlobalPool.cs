using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>The mean or the greatest value over height and width: a vector of channels.</summary>
internal sealed class GlobalPool(bool isMax) : Op
{
    public override string Name => isMax ? "global_max_pool" : "global_avg_pool";

    public override string Summary => (isMax ? "Greatest value" : "Mean")
        + " over height and width; gives a vector of the channels (" + (isMax ? "adaptive_max_pool" : "adaptive_avg_pool") + ": 1 keeps 1×1).";

    public override bool IsModule => false;

    // The gradient of a mean needs sizes alone, yet libtorch 1.13 keeps the input.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: isMax, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) => Expect.Image(call) ? new Shape(call.In.Channels) : null;
}
