using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// <c>padding: same</c>: an output of ⌈size / stride⌉. The odd row or column goes to the bottom or the right, as TensorFlow has it (tf.nn, "Notes on
/// padding") and torch too, which knows it at stride 1 alone. The padding depends on the image's size, so it is made in <c>forward</c>.
/// </summary>
public static class SamePadding
{
    /// <summary>Runs a convolution, which itself has padding 0, with <c>padding: same</c>.</summary>
    /// <param name="input">N × C × H × W.</param>
    public static Tensor CallSame(this Conv2d convolution, Tensor input)
    {
        long[] padding = Of(input.shape, convolution.kernel_size, convolution.stride, convolution.dilation);
        if (padding[0] == padding[1] && padding[2] == padding[3])
        {
            return nn.functional.conv2d(
                input, convolution.weight, convolution.bias, convolution.stride, [padding[2], padding[0]], convolution.dilation, convolution.groups);
        }

        using var padded = nn.functional.pad(input, padding);
        return convolution.call(padded);
    }

    /// <summary>Left, right, top, bottom, for an image of N × C × H × W. Numbers stand for both directions, or one for each.</summary>
    internal static long[] Of(long[] shape, long[] kernel, long[] stride, long[] dilation)
    {
        var (top, bottom) = Sides(shape[2], kernel[0], stride[0], dilation[0]);
        var (left, right) = Sides(shape[3], kernel[^1], stride[^1], dilation[^1]);
        return [left, right, top, bottom];
    }

    internal static bool IsNone(long[] padding) => padding is [0, 0, 0, 0];

    private static (long Before, long After) Sides(long size, long kernel, long stride, long dilation)
    {
        long positions = (size + stride - 1) / stride;
        long total = Math.Max(0, ((positions - 1) * stride) + (dilation * (kernel - 1)) + 1 - size);
        return (total / 2, total - (total / 2));
    }
}
