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
}
