using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// A leaky rectifier whose slope is drawn for each element in training, and is the mean of its bounds in evaluation: Xu et al. 2015.
/// </summary>
public sealed class RReLU : ParameterLessModule<Tensor, Tensor>
{
    internal RReLU(double lower, double upper, bool inplace)
        : base(nameof(RReLU))
    {
        this.lower = lower;
        this.upper = upper;
        this.inplace = inplace;
    }

    public double lower { get; set; }
    public double upper { get; set; }
    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) =>
        inplace
            ? Aten.rrelu_.CallInPlace(tensor, lower, upper, training).alias()
            : Aten.rrelu.Call(tensor, lower, upper, training);
}
