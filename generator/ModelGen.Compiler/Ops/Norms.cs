using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>What the norms without running statistics have in common.</summary>
internal static class Norms
{
    public static EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Number("eps", 1e-5, "Added to the variance.") with { Minimum = 0, CanBeDefaulted = true },
        OpParameter.Bool("affine", true, "Whether it has a weight and a bias."),
        OpParameter.Init("init", "weight"),
        OpParameter.Init("bias_init", "bias"));

    /// <summary>The backward pass reads the input and its statistics.</summary>
    public static MemoryTraits Memory { get; } = new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public static EquatableArray<StateEntry> State(OpCall call)
    {
        var shape = new Shape(call.In.Channels);
        return call.Bool("affine") ? StateEntry.WeightAndBias(shape, shape, hasBias: true) : EquatableArray<StateEntry>.Empty;
    }
}
