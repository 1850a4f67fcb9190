using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// DropBlock (Ghiasi et al. 2018) as torchvision's <c>DropBlock2d</c> does it: while training, square regions become zero so that about a share
/// <see cref="p"/> of an image is lost, and the rest is scaled up to keep the sum. In eval mode the value stays as it is.
/// </summary>
public sealed class DropBlock2d : nn.Module<Tensor, Tensor>
{
    // torchvision's default: keeps the division defined where everything is dropped.
    private const double Epsilon = 1e-6;

    /// <param name="p">Share of the image to lose.</param>
    /// <param name="block_size">Side of a region.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1, or the side is below 1.</exception>
    public DropBlock2d(double p, long block_size = 7) : base(nameof(DropBlock2d))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block_size, 1);
        this.p = p;
        this.block_size = block_size;
    }

    /// <summary>Share of an image that is lost. Spelled as torch's dropouts have it.</summary>
    public double p
    {
        get => field;
        set => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(p), value, "a share is between 0 and 1");
    }

    public long block_size { get; }

    /// <param name="input">N × C × H × W. A side shorter than the region shortens the region.</param>
    public override Tensor forward(Tensor input)
    {
        if (!training || p == 0)
            return input.alias();
        using var kept = Kept(input);
        using var sum = kept.sum();
        sum.add_(Epsilon);
        kept.div_(sum);
        kept.mul_(kept.numel());
        return input * kept;
    }

    /// <summary>There is nothing to register.</summary>
    protected override void RegisterComponents()
    {
    }

    /// <summary>1 where the image stays, 0 in the regions.</summary>
    private Tensor Kept(Tensor input)
    {
        long[] shape = input.shape;
        long height = shape[2], width = shape[3];
        long side = Math.Min(block_size, Math.Min(height, width));
        // The rate of region centres that loses the share p of all pixels: Ghiasi et al., equation 1.
        double rate = p * height * width / (side * side * (double)((height - side + 1) * (width - side + 1)));
        using var centres = torch.empty([shape[0], shape[1], height - side + 1, width - side + 1], dtype: input.dtype, device: input.device);
        centres.bernoulli_(Math.Min(1, rate));
        long margin = side / 2;
        using var padded = nn.functional.pad(centres, [margin, margin, margin, margin]);
        using var dropped = nn.functional.max_pool2d(padded, [side], [1], padding: [margin]);
        // An even side pools one row and one column too many.
        using var fitting = dropped.slice(2, 0, height, 1);
        using var regions = fitting.slice(3, 0, width, 1);
        return 1 - regions;
    }
}
