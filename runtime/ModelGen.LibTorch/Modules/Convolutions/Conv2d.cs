using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A convolution of [batch, channels, height, width].</summary>
public sealed class Conv2d : Convolution
{
    private static readonly long[] noPadding = [0, 0];

    internal Conv2d(
        long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long)? padding, Padding? padding_type,
        (long, long) dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
        : base(
            nameof(Conv2d), in_channels, out_channels, Pair.Array(kernel_size), Pair.Array(stride), Pair.Array(padding), padding_type,
            Pair.Array(dilation), false, [0, 0], groups, bias, padding_mode, device, dtype)
    {
    }

    /// <exception cref="ArgumentException">The input has other channels.</exception>
    public override Tensor forward(Tensor input)
    {
        if (!ValidateShape(input, 2))
            throw new ArgumentException($"Expected 3D (unbatched) or 4D (batched) input with {in_channels} channels to Conv2d.");
        if (padding_mode != PaddingModes.Zeros)
        {
            using var padded = nn.functional.pad(input, PadWidths(), padding_mode);
            return nn.functional.conv2d(padded, weight, bias, stride, noPadding, dilation, groups);
        }
        return padding_type is { } rule
            ? nn.functional.conv2d_padding(input, weight, bias, stride, rule, dilation, groups)
            : nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
    }
}
