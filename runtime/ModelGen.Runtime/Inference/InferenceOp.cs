using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>What a step computes. The family is closed. Tensors belong to the graph; values are N × C × H × W or N × C.</summary>
internal abstract record InferenceOp
{
    private InferenceOp()
    {
    }

    /// <summary>True if an activation can be computed in the same place.</summary>
    public virtual bool CanActivate => false;

    /// <summary>True if the result is memory of its own, which a later step may overwrite.</summary>
    public virtual bool IsFresh => true;

    /// <summary>The value that enters.</summary>
    public sealed record Input : InferenceOp
    {
        public override bool IsFresh => false;
    }

    /// <param name="Weight">Out × in / groups × height × width.</param>
    /// <param name="Bias">A value for each output channel, or null.</param>
    /// <param name="Padding">Rows and columns; null for <c>padding: same</c>.</param>
    /// <remarks>A second input is added to the result, before the activation.</remarks>
    public sealed record Conv(LayerWeight Weight, Tensor? Bias, long[] Stride, long[]? Padding, long[] Dilation, long Groups) : InferenceOp
    {
        public override bool CanActivate => true;

        public override string ToString() => $"conv {string.Join('×', Weight.Shape)}{(Groups > 1 ? $" in {Groups} groups" : "")} / {string.Join('×', Stride)}";
    }

    /// <param name="Weight">Out × in.</param>
    public sealed record Linear(LayerWeight Weight, Tensor? Bias) : InferenceOp
    {
        public override bool CanActivate => true;

        public override string ToString() => $"linear {string.Join('×', Weight.Shape)}";
    }

    /// <summary>A factor and a summand for each channel: a batch norm that could not be folded, or a <c>scale</c>.</summary>
    public sealed record Affine(Tensor Scale, Tensor Shift) : InferenceOp
    {
        public override bool CanActivate => true;

        public override string ToString() => $"scale and shift of {Scale.shape[0]}";
    }

    public sealed record Add : InferenceOp
    {
        public override bool CanActivate => true;

        public override string ToString() => "add";
    }

    public sealed record Multiply : InferenceOp
    {
        public override bool CanActivate => true;

        public override string ToString() => "multiply";
    }

    /// <summary>Joined along the channels.</summary>
    public sealed record Concat : InferenceOp
    {
        public override string ToString() => "concat";
    }

    public sealed record Activate(Activation Function) : InferenceOp
    {
        public override string ToString() => Function.Kind.ToString();
    }

    public sealed record MaxPool(long[] Kernel, long[] Stride, long[] Padding, long[] Dilation, bool CeilMode) : InferenceOp
    {
        public override string ToString() => "max pool";
    }

    public sealed record AvgPool(long[] Kernel, long[] Stride, long[] Padding, bool CeilMode, bool CountIncludePad) : InferenceOp
    {
        public override string ToString() => "average pool";
    }

    /// <summary>The mean over height and width: N × C × H × W → N × C.</summary>
    public sealed record GlobalAvgPool : InferenceOp
    {
        public override string ToString() => "global average";
    }

    /// <summary>N × C × H × W → N × CHW.</summary>
    public sealed record Flatten : InferenceOp
    {
        public override bool IsFresh => false;

        public override string ToString() => "flatten";
    }

    /// <summary>Every n-th row and column.</summary>
    public sealed record Subsample(long Vertical, long Horizontal) : InferenceOp
    {
        public override bool IsFresh => false;

        public override string ToString() => $"every {Vertical}×{Horizontal}-th pixel";
    }

    /// <param name="Amounts">As torch's pad has them: the last dimension first, before and behind.</param>
    public sealed record Pad(long[] Amounts, double Value) : InferenceOp
    {
        public override string ToString() => $"pad by {string.Join(' ', Amounts)}";
    }

    /// <summary>Some channels.</summary>
    public sealed record Narrow(long Start, long Length) : InferenceOp
    {
        public override bool IsFresh => false;

        public override string ToString() => $"channels {Start} to {Start + Length - 1}";
    }

    /// <summary>See <see cref="TensorExtensions.ChannelShuffle"/>.</summary>
    public sealed record Shuffle(long Groups) : InferenceOp
    {
        public override string ToString() => $"shuffle {Groups} groups";
    }

    /// <summary>Anything else, as a function of tensors. It must leave its argument as it is, and may give a view of it.</summary>
    public sealed record Map(Func<Tensor, Tensor> Function) : InferenceOp
    {
        public override bool IsFresh => false;

        public override string ToString() => "function";
    }
}
