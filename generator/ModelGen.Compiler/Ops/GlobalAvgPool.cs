using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>The mean over height and width: a vector of channels.</summary>
internal sealed class GlobalAvgPool : Op
{
    public override string Name => "global_avg_pool";

    public override string Summary => "Mean over height and width; gives a vector of the channels (adaptive_avg_pool: 1 keeps 1×1).";

    public override bool IsModule => false;

    // The gradient of a mean needs sizes alone.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) => Expect.Image(call) ? new Shape(call.In.Channels) : null;
}
