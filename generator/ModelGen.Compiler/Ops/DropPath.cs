using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torchvision.ops.StochasticDepth.</summary>
internal sealed class DropPath : Op
{
    public const string Word = "drop_path";
    public const string Mode = "mode";
    public const string Row = "row";

    public override string Name => Word;

    public override string Summary =>
        "Zeroes a branch with probability p while training, image by image or for the whole batch (torchvision's StochasticDepth; Huang et al. 2016).";

    // Left out where the spec does, so that specs from before there was a choice keep their hash.
    public override EquatableArray<OpParameter> Parameters { get; } = new(
        Dropout.Probability(null),
        OpParameter.Optional(Mode, ParameterType.Text, "What is dropped together: each image by itself (row, as when left out), or the whole batch.") with
        {
            Choices = new(Row, "batch"),
        });

    public override MemoryTraits Memory => Dropout.DropoutMemory;

    public override Shape? Infer(OpCall call) => call.In;
}
