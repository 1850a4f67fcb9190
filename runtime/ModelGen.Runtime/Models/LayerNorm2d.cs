using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>Layer norm over the channels of each pixel: <c>LayerNorm2d</c> of torchvision's convnext.py (Liu et al. 2022).</summary>
public sealed class LayerNorm2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] normalizedShape;

    /// <param name="affine">Whether it has a weight (first 1) and a bias (first 0), one for each channel.</param>
    public LayerNorm2d(long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) : base(nameof(LayerNorm2d))
    {
        normalizedShape = [num_channels];
        this.eps = eps;
        if (!affine)
            return;
        register_parameter(nameof(weight), nn.Parameter(torch.ones(normalizedShape, dtype: dtype, device: device)));
        register_parameter(nameof(bias), nn.Parameter(torch.zeros(normalizedShape, dtype: dtype, device: device)));
    }

    /// <summary>Added to the variance.</summary>
    public double eps { get; }

    /// <summary>One factor for each channel, or null.</summary>
    public Parameter? weight
    {
        get => get_parameter(nameof(weight));
        set => ConditionallyRegisterParameter(nameof(weight), value);
    }

    /// <summary>One summand for each channel, or null.</summary>
    public Parameter? bias
    {
        get => get_parameter(nameof(bias));
        set => ConditionallyRegisterParameter(nameof(bias), value);
    }

    /// <param name="input">N × C × H × W.</param>
    public override Tensor forward(Tensor input)
    {
        using var last = input.permute(0, 2, 3, 1);
        using var normalized = nn.functional.layer_norm(last, normalizedShape, weight, bias, eps);
        return normalized.permute(0, 3, 1, 2);
    }

    /// <summary>Parameters are registered by hand: nothing is left for reflection to find.</summary>
    protected override void RegisterComponents()
    {
    }
}
