using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the transposed convolutions share. Their weight is [inputs, outputs / groups, kernel…].</summary>
public abstract class ConvolutionTranspose : Convolution
{
    protected ConvolutionTranspose(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null,
        ScalarType? dtype = null)
        : base(
            name, in_channels, out_channels, kernel_size, stride, padding, padding_type, dilation, transposed, output_padding, groups, bias,
            padding_mode, device, dtype)
    {
    }

    public override Tensor forward(Tensor input) => forward(input, null);

    /// <param name="input">One picture or a batch.</param>
    /// <param name="output_size">The size wanted, where several outputs have this input; what the output padding says when null.</param>
    /// <exception cref="ArgumentException">No output of that size has this input.</exception>
    public abstract Tensor forward(Tensor input, long[]? output_size);

    /// <summary>The rows to add at the end of each dimension for an output of the size wanted.</summary>
    protected long[] _output_padding(
        Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
    {
        if (output_size is null)
            return output_padding;
        int dimensions = (int)num_spatial_dims;
        int leading = input.ndim == dimensions + 2 ? 2 : 1;
        if (output_size.Length == leading + dimensions)
            output_size = output_size[leading..];
        if (output_size.Length != dimensions)
        {
            throw new ArgumentException(
                $"ConvTranspose{dimensions}D: for {input.ndim}D input, output_size must have {dimensions} or "
                + $"{leading + dimensions} elements "
                + $"(got {output_size.Length})", nameof(input));
        }
        long[] added = new long[dimensions];
        for (int k = 0; k < dimensions; k++)
        {
            long least = (input.size(k + leading) - 1) * stride[k] - 2 * padding[k] + dilation[k] * (kernel_size[k] - 1) + 1;
            added[k] = output_size[k] - least;
            if (added[k] < 0 || added[k] >= stride[k])
            {
                throw new ArgumentException(
                    $"Requested an output size of [{string.Join(", ", output_size)}], but valid sizes range from {least} to "
                    + $"{least + stride[k] - 1} in dimension {k}");
            }
        }
        return added;
    }
}
