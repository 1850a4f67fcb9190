using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// A generated model with auxiliary heads (<c>aux:</c> in its spec). Its <c>forward</c> gives the main output alone; training adds the auxiliary
/// losses, each times its weight (Szegedy et al. 2015, section 5).
/// </summary>
public interface IAuxiliaryOutputs
{
    /// <summary>Weights of the losses, in the order of the outputs.</summary>
    IReadOnlyList<double> AuxiliaryWeights { get; }

    /// <summary>The output of <c>forward</c> and those of the auxiliary heads. The caller disposes all of them.</summary>
    (Tensor Output, IReadOnlyList<Tensor> Auxiliary) forward_with_aux(Tensor input);
}
