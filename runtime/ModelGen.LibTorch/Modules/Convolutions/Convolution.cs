using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What the convolutions share: their sizes, and a weight of [outputs, inputs / groups, kernel…] with its bias.</summary>
public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private Parameter? weightParameter;
    private Parameter? biasParameter;

    protected Convolution(
        string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
        long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device = null,
        ScalarType? dtype = null)
        : base(name)
    {
        if (transposed && padding_mode != PaddingModes.Zeros)
            throw new ArgumentException("Only PaddingModes.Zeros is supported for ConvTransposeND", nameof(padding_mode));
        this.in_channels = in_channels;
        this.out_channels = out_channels;
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.dilation = dilation;
        this.transposed = transposed;
        this.output_padding = output_padding;
        this.groups = groups;
        this.padding_mode = padding_mode;
        if (padding_type is { } rule)
            SetPadding(rule);
        else
            SetPadding(padding ?? new long[kernel_size.Length]);

        long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
        weight = nn.Parameter(empty([.. channels, .. kernel_size], dtype, device));
        if (bias)
            this.bias = nn.Parameter(empty([out_channels], dtype, device));
        reset_parameters();
    }

    public Parameter? bias { get => biasParameter; set => SetParameter(nameof(bias), ref biasParameter, value); }

    public Parameter weight { get => weightParameter!; set => SetParameter(nameof(weight), ref weightParameter, value); }

    public long in_channels { get; }
    public long out_channels { get; }
    public long[] kernel_size { get; set; }
    public long[] stride { get; set; }
    public long[]? padding { get; private set; }
    public Padding? padding_type { get; private set; }
    public long[] dilation { get; set; }
    public bool transposed { get; }
    public long[] output_padding { get; set; }
    public long groups { get; set; }
    public PaddingModes padding_mode { get; set; }

    /// <summary>Draws weight and bias anew, as PyTorch does: uniform within ±1/√(fan in).</summary>
    public void reset_parameters()
    {
        nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
        if (bias is null)
            return;
        var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
        if (fanIn == 0)
            return;
        double bound = 1 / Math.Sqrt(fanIn);
        nn.init.uniform_(bias, -bound, bound);
    }

    public void SetPadding(long[] padding)
    {
        padding_type = null;
        this.padding = padding;
    }

    /// <exception cref="ArgumentException">The convolution is transposed, or it is strided and should keep the size.</exception>
    public void SetPadding(Padding padding)
    {
        if (transposed)
            throw new ArgumentException("Cannot set padding type on ConvTransposeND");
        if (padding == Padding.Same && stride.Any(step => step != 1))
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        this.padding = null;
        padding_type = padding;
    }

    /// <summary>Whether the input is a batch or one picture with the right number of channels.</summary>
    protected bool ValidateShape(Tensor input, long dimensions)
    {
        long rank = input.ndim;
        return (rank == dimensions + 2 && input.size(1) == in_channels) || (rank == dimensions + 1 && input.size(0) == in_channels);
    }

    /// <summary>The padding before and behind each dimension, the last dimension first, as functional.pad takes it.</summary>
    internal long[] PadWidths()
    {
        long[] widths = new long[2 * kernel_size.Length];
        for (int k = 0; k < kernel_size.Length; k++)
        {
            int place = 2 * (kernel_size.Length - 1 - k);
            long total = padding_type == Padding.Same ? dilation[k] * (kernel_size[k] - 1) : 0;
            widths[place] = padding?[k] ?? total / 2;
            widths[place + 1] = padding?[k] ?? total - total / 2;
        }
        return widths;
    }
}
