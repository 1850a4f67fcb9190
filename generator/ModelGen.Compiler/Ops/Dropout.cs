using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.Dropout. A child module, so that <c>eval()</c> reaches it.</summary>
internal sealed class Dropout : Op
{
    public override string Name => "dropout";

    public override string Summary => "Zeroes single values with probability p while training (torch.nn.Dropout; Srivastava et al. 2014).";

    public override EquatableArray<OpParameter> Parameters { get; } =
        new(OpParameter.Number("p", 0.5, "Probability that a value is zeroed.") with { IsMain = true, Minimum = 0, Maximum = 1 });

    // Autograd keeps the mask; in eval mode the output is the input.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: false, OutputAliasesInput: true);

    public override Shape? Infer(OpCall call) => call.In;
}
