using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// Stochastic depth (Huang et al. 2016) as torchvision's <c>StochasticDepth</c> does it: while training, the value becomes zero with probability
/// <see cref="p"/>, for each image by itself or for the whole batch, and is divided by 1 − p otherwise. In eval mode it stays as it is.
/// </summary>
public sealed class DropPath : nn.Module<Tensor, Tensor>
{
    /// <param name="p">Probability of being dropped.</param>
    /// <param name="mode">What is dropped together: <c>row</c> for each image by itself, <c>batch</c> for all of a batch.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1, or there is no such mode.</exception>
    public DropPath(double p, string mode = "row") : base(nameof(DropPath))
    {
        this.p = p;
        this.mode = mode is "row" or "batch" ? mode : throw new ArgumentOutOfRangeException(nameof(mode), mode, "a mode is row or batch");
    }

    /// <summary>Probability of losing the branch. Spelled as torch's dropouts have it.</summary>
    public double p
    {
        get => field;
        set => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(p), value, "a probability is between 0 and 1");
    }

    /// <summary>What is dropped together. Spelled as torchvision has it.</summary>
    public string mode { get; }

    /// <param name="input">Any shape, the batch first.</param>
    public override Tensor forward(Tensor input)
    {
        if (!training || p == 0)
            return input.alias();
        long[] shape = [.. input.shape.Select((size, dimension) => dimension == 0 && mode == "row" ? size : 1)];
        using var survivors = torch.empty(shape, dtype: input.dtype, device: input.device);
        survivors.bernoulli_(1 - p);
        if (p < 1)
            survivors.div_(1 - p);
        return input * survivors;
    }

    /// <summary>There is nothing to register.</summary>
    protected override void RegisterComponents()
    {
    }
}
