using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>Operations of generated models that TorchSharp has not. None of them changes its operand.</summary>
public static class TensorExtensions
{
    /// <summary>Every n-th row and column, <c>x[:, :, ::n, ::n]</c>, as a view. Shape N × C × ⌈H/n⌉ × ⌈W/n⌉.</summary>
    public static Tensor Subsample(this Tensor input, long stride) => input.Subsample((stride, stride));

    /// <summary>Rows and columns with a step for each direction, as a view.</summary>
    public static Tensor Subsample(this Tensor input, (long Height, long Width) stride)
    {
        using var rows = input.slice(2, 0, input.shape[2], stride.Height);
        return rows.slice(3, 0, rows.shape[3], stride.Width);
    }

    /// <summary>
    /// Deals the channels of each group out in turn (Zhang et al. 2018, section 3.1): channel <c>g·k + i</c> of k a group goes to <c>i·groups + g</c>.
    /// torch's own channel_shuffle has no gradient on the CPU. Keeps a channels-last layout.
    /// </summary>
    /// <param name="input">N × C × H × W, C a multiple of <paramref name="groups"/>.</param>
    public static Tensor ChannelShuffle(this Tensor input, long groups)
    {
        long[] shape = input.shape;
        long batch = shape[0], channels = shape[1], height = shape[2], width = shape[3];
        if (input.stride(1) == 1 && channels > 1)
        {
            using var last = input.permute(0, 2, 3, 1);
            using var dealtLast = Deal(last, [batch, height, width, groups, channels / groups], 3, [batch, height, width, channels]);
            return dealtLast.permute(0, 3, 1, 2);
        }

        return Deal(input, [batch, groups, channels / groups, height, width], 1, shape);
    }

    /// <summary>Max pooling with an output of ⌈size / stride⌉: pads with −∞ as TensorFlow's <c>padding="same"</c> does.</summary>
    /// <param name="kernel_size">One number for both directions, or two.</param>
    public static Tensor MaxPoolSame(this Tensor input, long[] kernel_size, long[] stride, long[]? dilation = null)
    {
        long[] spread = dilation ?? [1];
        long[] padding = SamePadding.Of(input.shape, kernel_size, stride, spread);
        if (SamePadding.IsNone(padding))
            return nn.functional.max_pool2d(input, kernel_size, stride, dilation: spread);
        using var padded = nn.functional.pad(input, padding, PaddingModes.Constant, double.NegativeInfinity);
        return nn.functional.max_pool2d(padded, kernel_size, stride, dilation: spread);
    }

    private static Tensor Deal(Tensor input, long[] grouped, long dimension, long[] shape)
    {
        using var groups = input.reshape(grouped);
        using var dealt = groups.transpose(dimension, dimension + 1);
        return dealt.reshape(shape);
    }
}
