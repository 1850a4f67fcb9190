using ModelGen.Inference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// A value in the recording of an inference form: what generated <c>Trace</c> methods pass along. Its methods record a step each and compute
/// nothing; they are named as in torch, and mean the same.
/// </summary>
public sealed class InferenceValue
{
    private readonly InferenceGraph graph;

    internal InferenceValue(InferenceGraph graph, InferenceStep step) => (this.graph, Step) = (graph, step);

    internal InferenceStep Step { get; }

    public InferenceValue Relu() => Activated(ActivationKind.Relu);

    public InferenceValue Relu6() => Activated(ActivationKind.Clamp, 0, 6);

    public InferenceValue Clamp(double min, double max) => Activated(ActivationKind.Clamp, min, max);

    public InferenceValue LeakyRelu(double negative_slope) => Activated(ActivationKind.LeakyRelu, negative_slope);

    public InferenceValue Elu(double alpha) => Activated(ActivationKind.Elu, alpha);

    public InferenceValue Sigmoid() => Activated(ActivationKind.Sigmoid);

    public InferenceValue Tanh() => Activated(ActivationKind.Tanh);

    public InferenceValue Silu() => Activated(ActivationKind.Silu);

    public InferenceValue Hardswish() => Activated(ActivationKind.Hardswish);

    public InferenceValue Hardsigmoid() => Activated(ActivationKind.Hardsigmoid);

    public InferenceValue Gelu() => Activated(ActivationKind.Gelu);

    public InferenceValue Add(InferenceValue other) => Record(new InferenceOp.Add(), other);

    public InferenceValue Multiply(InferenceValue other) => Record(new InferenceOp.Multiply(), other);

    /// <summary>Joins values along the channels.</summary>
    public static InferenceValue Concat(InferenceValue[] values) => values[0].Record(new InferenceOp.Concat(), values[1..]);

    /// <param name="kernel_size">One number for both directions, or two; so are the others.</param>
    public InferenceValue MaxPool(long[] kernel_size, long[] stride, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
        Record(new InferenceOp.MaxPool(Pair(kernel_size), Pair(stride), Pair(padding ?? [0]), Pair(dilation ?? [1]), ceil_mode));

    /// <summary>See <see cref="TensorExtensions.MaxPoolSame"/>.</summary>
    public InferenceValue MaxPoolSame(long[] kernel_size, long[] stride, long[]? dilation = null) =>
        Map(x => x.MaxPoolSame(kernel_size, stride, dilation));

    public InferenceValue AvgPool(long[] kernel_size, long[] stride, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true) =>
        Record(new InferenceOp.AvgPool(Pair(kernel_size), Pair(stride), Pair(padding ?? [0]), ceil_mode, count_include_pad));

    public InferenceValue GlobalAvgPool() => Record(new InferenceOp.GlobalAvgPool());

    public InferenceValue Flatten() => Record(new InferenceOp.Flatten());

    public InferenceValue Subsample(long stride) => Subsample((stride, stride));

    public InferenceValue Subsample((long Height, long Width) stride) => Record(new InferenceOp.Subsample(stride.Height, stride.Width));

    public InferenceValue Pad(long[] padding, double value = 0) => Record(new InferenceOp.Pad(padding, value));

    /// <summary>Some channels.</summary>
    public InferenceValue Narrow(long start, long length) => Record(new InferenceOp.Narrow(start, length));

    public InferenceValue ChannelShuffle(long groups) => Record(new InferenceOp.Shuffle(groups));

    /// <summary>Multiplies each channel by its factor.</summary>
    /// <param name="factors">C × 1 × 1 for images, else C. Copied.</param>
    public InferenceValue Scale(Parameter factors)
    {
        if (factors.dim() == 1)
            return Map(graph.WithCopies([factors], (x, copies) => x * copies[0]!));
        using var guard = no_grad();
        using var flat = factors.flatten();
        return Record(new InferenceOp.Affine(graph.Own(flat.clone()), graph.Own(zeros_like(flat))));
    }

    /// <summary>Any other function of the value, as it stands.</summary>
    /// <param name="function">Leaves its argument as it is; may give a view of it.</param>
    public InferenceValue Map(Func<Tensor, Tensor> function) => Record(new InferenceOp.Map(function));

    internal InferenceGraph Graph => graph;

    internal InferenceValue Record(InferenceOp op, params InferenceValue[] further) =>
        new(graph, graph.Add(new InferenceStep(op, [Step, .. further.Select(f => f.Step)])));

    internal static long[] Pair(long[] numbers) => numbers.Length == 1 ? [numbers[0], numbers[0]] : numbers;

    private InferenceValue Activated(ActivationKind kind, double a = 0, double b = 0) => Record(new InferenceOp.Activate(new Activation(kind, a, b)));
}
