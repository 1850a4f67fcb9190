using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Pictures in another size.</summary>
public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
{
    private readonly long[]? sizes;
    private readonly double[]? factors;

    internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor)
        : base(nameof(Upsample))
    {
        sizes = size;
        factors = scale_factor;
        this.mode = mode;
        this.align_corners = align_corners;
        this.recompute_scale_factor = recompute_scale_factor;
    }

    /// <summary>The output's size; empty when factors say it.</summary>
    public ReadOnlySpan<long> size => sizes;

    /// <summary>How many times larger the output is; empty when its size is given.</summary>
    public ReadOnlySpan<double> scale_factor => factors;

    public UpsampleMode mode { get; }
    public bool? align_corners { get; }
    public bool? recompute_scale_factor { get; set; }

    // The two enumerations have the same numbers for the same methods.
    public override Tensor forward(Tensor input) => nn.functional.interpolate(
        input, sizes, factors, (InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
}
