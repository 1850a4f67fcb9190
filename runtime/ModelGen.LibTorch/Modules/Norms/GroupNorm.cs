using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Group normalisation (Wu and He 2018): the channels of a picture in groups, each by its own mean and variance.</summary>
public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    private Parameter? weightParameter;
    private Parameter? biasParameter;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype)
        : base(nameof(GroupNorm))
    {
        this.num_groups = num_groups;
        this.eps = eps;
        this.affine = affine;
        if (!affine)
            return;
        weight = nn.Parameter(ones([num_channels], dtype, device));
        bias = nn.Parameter(zeros([num_channels], dtype, device));
    }

    public Parameter? bias { get => biasParameter; set => SetParameter(nameof(bias), ref biasParameter, value); }

    public Parameter weight { get => weightParameter!; set => SetParameter(nameof(weight), ref weightParameter, value); }

    public long num_groups { get; set; }

    /// <summary>Added to the variance.</summary>
    public double eps { get; set; }

    public bool affine { get; set; }

    /// <param name="tensor">[batch, channels, …].</param>
    /// <exception cref="ArgumentException">The input has fewer than three dimensions.</exception>
    public override Tensor forward(Tensor tensor)
    {
        if (tensor.Dimensions < 3)
            throw new ArgumentException($"Invalid number of dimensions for GroupNorm argument: {tensor.Dimensions}");
        return nn.functional.group_norm(tensor, num_groups, weight, bias, eps);
    }
}
