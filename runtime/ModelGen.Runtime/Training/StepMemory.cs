namespace ModelGen.Training;

/// <summary>
/// The memory that a training step is planned to take at its peak, when the forward pass is done: what is known from the model's tables before anything
/// runs. What kernels take for themselves, and tensors that join branches, come on top.
/// </summary>
/// <param name="State">Bytes of weights and buffers, of gradients, of the optimizer's memory and of averaged weights.</param>
/// <param name="Activations">Bytes of a batch and of all layers' outputs for it, which the backward pass needs.</param>
internal sealed record StepMemory(long State, long Activations)
{
    private const long BytesOfFloat = 4;

    // They write over their operand wherever autograd allows.
    private static readonly string[] InPlace = ["ReLU", "ReLU6", "Dropout", "Identity"];

    public long Peak => State + Activations;

    /// <param name="info">With its tables of layers and state.</param>
    /// <param name="recipe">Its batch size is not read.</param>
    /// <param name="optimizerSlots">Tensors that the optimizer keeps for each parameter.</param>
    /// <param name="images">In the batch.</param>
    /// <param name="imageSize">Values in one image.</param>
    public static StepMemory Plan(ModelInfo info, Recipe recipe, int optimizerSlots, int images, int imageSize)
    {
        long state = Math.Max(info.ParameterCount, info.State.Sum(s => Elements(s.Shape)));
        long copies = 1 + optimizerSlots;
        long averaged = recipe.Ema > 0 ? state : 0;
        // The tables are of the spec's images; of others, maps have as much more or fewer pixels.
        double area = imageSize / (double)Elements(info.InputShape);
        long outputs = (long)info.Layers.Where(l => !InPlace.Contains(l.Type)).Sum(l => Elements(l.OutputShape) * (l.OutputShape.Count == 3 ? area : 1));
        long bytes = recipe.Precision == Precision.Bfloat16 ? 2 : BytesOfFloat;
        return new StepMemory(
            BytesOfFloat * (state + averaged + (copies * info.ParameterCount)),
            (BytesOfFloat * images * imageSize) + (bytes * images * outputs));
    }

    /// <summary>The peak and its parts, in megabytes.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"planned peak {Megabytes(Peak)} MB: {Megabytes(State)} MB of weights, gradients and the optimizer's memory, {Megabytes(Activations)} MB of layers' outputs");

    private static long Megabytes(long bytes) => (bytes + (1 << 20) - 1) >> 20;

    /// <summary>Free sizes count as one: they are known at run time alone.</summary>
    private static long Elements(IReadOnlyList<long> shape) => shape.Aggregate(1L, (product, n) => product * Math.Max(1, n));
}
