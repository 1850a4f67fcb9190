using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x·Φ(x), Φ the normal distribution's cumulative function: Hendrycks and Gimpel 2016.</summary>
public sealed class GELU : ParameterLessModule<Tensor, Tensor>
{
    internal GELU(bool inplace, Approximate approximate = Approximate.none)
        : base(nameof(GELU))
    {
        this.inplace = inplace;
        this.approximate = approximate;
    }

    /// <summary>How Φ is computed: exactly, or with a hyperbolic tangent.</summary>
    public enum Approximate
    {
        none = 0,
        tanh = 1,
    }

    public bool inplace { get; set; }
    public Approximate approximate { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor, approximate, inplace);
}
