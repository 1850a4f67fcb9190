using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.Identity.</summary>
internal sealed class Identity : Op
{
    public override string Name => "identity";

    public override string Summary => "Nothing, but it takes a position as torch.nn.Identity does.";

    public override bool IsModule => false;

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call) => call.In;
}
