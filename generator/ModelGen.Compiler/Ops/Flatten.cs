using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.Flatten: all dimensions but the batch's become one.</summary>
internal sealed class Flatten : Op
{
    public override string Name => "flatten";

    public override string Summary => "An image as one vector (torch.nn.Flatten).";

    public override bool IsModule => false;

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call) => new(call.In.Elements);
}
