using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>Initializers where TorchSharp's own is another.</summary>
public static class WeightInit
{
    /// <summary>
    /// Draws from a normal distribution with standard deviation gain·√(2 / (fan in + fan out)) (Glorot &amp; Bengio 2010, section 4.2), and returns
    /// the tensor. TorchSharp 0.107's xavier_normal_ draws from a uniform one.
    /// </summary>
    /// <param name="tensor">At least two dimensions: outputs, inputs, then the kernel.</param>
    public static Tensor XavierNormal(Tensor tensor, double gain = 1)
    {
        var (fanIn, fanOut) = nn.init.CalculateFanInAndFanOut(tensor);
        return nn.init.normal_(tensor, std: gain * Math.Sqrt(2.0 / (fanIn + fanOut)));
    }

    /// <summary>
    /// Draws from a normal distribution of which only the values between <paramref name="a"/> and <paramref name="b"/> are left, and returns the
    /// tensor: the inverse of the distribution function, applied to a uniform distribution. TorchSharp 0.107's trunc_normal_ multiplies by the
    /// mean and adds the deviation.
    /// </summary>
    public static Tensor TruncNormal(Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2)
    {
        using var _ = torch.no_grad();
        tensor.uniform_((2 * Phi((a - mean) / std)) - 1, (2 * Phi((b - mean) / std)) - 1);
        tensor.erfinv_();
        tensor.mul_(std * Math.Sqrt(2));
        tensor.add_(mean);
        return tensor.clamp_(a, b);
    }

    /// <summary>The normal distribution function, by its error function.</summary>
    private static double Phi(double x)
    {
        using var value = torch.tensor(x / Math.Sqrt(2), dtype: ScalarType.Float64);
        using var erf = value.erf();
        return (1 + erf.item<double>()) / 2;
    }
}
