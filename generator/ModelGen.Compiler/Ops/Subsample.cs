using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>Every n-th row and column: <c>x[:, :, ::2, ::2]</c>.</summary>
internal sealed class Subsample : Op
{
    public override string Name => "subsample";

    public override string Summary => "Every n-th row and column, x[:, :, ::n, ::n]: the strided shortcut without weights (He et al. 2015, option A).";

    public override bool IsModule => false;

    public override EquatableArray<OpParameter> Parameters { get; } =
        new(OpParameter.Required("stride", ParameterType.IntegerPair, "Step between rows, and between columns.") with { IsMain = true, Minimum = 1 });

    // A view with larger strides.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call)
    {
        if (!Expect.Image(call))
            return null;
        var (height, width) = call.Pair("stride");
        return new Shape(call.In.Channels, SlidingWindow.SamePositions(call.In.Height, height), SlidingWindow.SamePositions(call.In.Width, width));
    }
}
