using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// Stochastic depth (Huang et al. 2016) as torchvision's <c>StochasticDepth</c> does it in mode <c>row</c>: while training, the value becomes zero for
/// whole images with probability <see cref="p"/>, and is divided by 1 − p for the others. In eval mode it stays as it is.
/// </summary>
public sealed class DropPath : nn.Module<Tensor, Tensor>
{
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1.</exception>
    public DropPath(double p) : base(nameof(DropPath)) => this.p = p;

    /// <summary>Probability of an image to lose the branch. Spelled as torch's dropouts have it.</summary>
    public double p
    {
        get => field;
        set => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(p), value, "a probability is between 0 and 1");
    }

    /// <param name="input">Any shape, the batch first.</param>
    public override Tensor forward(Tensor input)
    {
        if (!training || p == 0)
            return input.alias();
        long[] shape = [.. input.shape.Select((size, dimension) => dimension == 0 ? size : 1)];
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
