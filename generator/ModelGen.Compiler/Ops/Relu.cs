using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.ReLU.</summary>
internal sealed class Relu : Op
{
    public override string Name => "relu";

    public override string Summary => "max(x, 0) (torch.nn.ReLU).";

    public override bool IsModule => false;

    public override MemoryTraits Memory => new(CanRunInPlace: true, SavesInput: false, SavesOutput: true, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) => call.In;
}
