using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.Linear: over a vector, or over the channels of an image that has them last.</summary>
internal sealed class Linear : Op
{
    public override string Name => "linear";

    public override string Summary => "Fully connected layer over a vector, or over the channels of an image permuted to channels-last (torch.nn.Linear).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Required("out_features", ParameterType.Integer, "Features of the output.") with { IsMain = true, Minimum = 1 },
        OpParameter.Bool("bias", true, "Whether a bias is added."),
        OpParameter.Init("init", "weight"),
        OpParameter.Init("bias_init", "bias"));

    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call)
    {
        var input = call.In;
        if (input.IsImage)
            return call.Fail($"expected a vector, found an image of {input}: pool it (global_avg_pool) or flatten it first");
        return input.Channels == Shape.Free
            ? call.Fail("expected a vector of known length, found one that depends on the image's size: pool before flatten")
            : input.WithChannels(call.Integer("out_features"));
    }

    public override EquatableArray<StateEntry> State(OpCall call)
    {
        long features = call.Integer("out_features");
        return StateEntry.WeightAndBias(new(features, call.In.Channels), new(features), call.Bool("bias"));
    }

    public override long MultiplyAdds(OpCall call, Shape output) => output.HasFree ? 0 : output.Elements * call.In.Channels;
}
