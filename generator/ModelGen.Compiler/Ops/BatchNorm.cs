using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Ops;

/// <summary>torch.nn.BatchNorm2d.</summary>
internal sealed class BatchNorm : Op
{
    public override string Name => "batch_norm";

    public override string Summary => "Normalises each channel over the batch and the image (torch.nn.BatchNorm2d; Ioffe & Szegedy 2015).";

    public override bool HasState => true;

    public override EquatableArray<OpParameter> Parameters { get; } = new(
        OpParameter.Number("eps", 1e-5, "Added to the variance.") with { Minimum = 0, CanBeDefaulted = true },
        OpParameter.Number("momentum", 0.1, "Weight of a new batch in the running statistics: 1 minus Keras's momentum.")
            with { Minimum = 0, Maximum = 1, CanBeDefaulted = true },
        OpParameter.Bool("affine", true, "Whether it has a weight and a bias."),
        OpParameter.Init("init", "weight"),
        OpParameter.Init("bias_init", "bias"));

    // The backward pass reads the input and the batch's statistics, not the output.
    public override MemoryTraits Memory => new(CanRunInPlace: false, SavesInput: true, SavesOutput: false, OutputAliasesInput: false);

    public override Shape? Infer(OpCall call) => Expect.Image(call) ? call.In : null;

    public override EquatableArray<StateEntry> State(OpCall call)
    {
        var shape = new Shape(call.In.Channels);
        StateEntry[] affine = call.Bool("affine")
            ? [new("weight", StateKind.Parameter, shape), new("bias", StateKind.Parameter, shape)]
            : [];
        return new([
            .. affine,
            new("running_mean", StateKind.Buffer, shape),
            new("running_var", StateKind.Buffer, shape),
            new("num_batches_tracked", StateKind.Buffer, new Shape()) { DType = "int64" },
        ]);
    }
}
