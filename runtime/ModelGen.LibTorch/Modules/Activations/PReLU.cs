using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A leaky rectifier whose slope is learned, one for all channels or one each: He et al. 2015.</summary>
public sealed class PReLU : nn.Module<Tensor, Tensor>
{
    private Parameter? weightParameter;

    internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype)
        : base(nameof(PReLU))
    {
        this.num_parameters = num_parameters;
        this.init = init;
        weight = nn.Parameter(full([num_parameters], init, dtype ?? get_default_dtype(), device));
    }

    /// <summary>The slopes.</summary>
    public Parameter weight { get => weightParameter!; set => SetParameter(nameof(weight), ref weightParameter, value); }

    public long num_parameters { get; }

    /// <summary>The slope before training.</summary>
    public double init { get; }

    public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
}
