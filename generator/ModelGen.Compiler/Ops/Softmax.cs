using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.Softmax and torch.nn.LogSoftmax over the channels.</summary>
internal sealed class Softmax(bool isLog) : Op
{
    public override string Name => isLog ? "log_softmax" : "softmax";

    public override string Summary => isLog
        ? "Logarithm of softmax over the channels (torch.nn.LogSoftmax)."
        : "Makes the channels a distribution (torch.nn.Softmax). Losses and the command line expect logits: it does not belong at the end of a classifier.";

    public override bool IsModule => false;

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: false, SavesOutput: true, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) => call.In.IsChannelsLast ? call.Fail($"expected channels first, found {call.In} with the channels last") : call.In;
}
