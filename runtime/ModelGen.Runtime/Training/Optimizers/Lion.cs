using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// Lion (Chen et al., "Symbolic discovery of optimization algorithms", 2023, algorithm 2): every weight moves by the rate, in the direction of
/// the sign of an average of gradients; decay is decoupled.
/// </summary>
internal sealed class Lion(IReadOnlyList<OptimizedParameter> parameters, double beta1, double beta2) : ParameterOptimizer(parameters, ["exp_avg"])
{
    protected override void Update(OptimizedParameter parameter, Tensor gradient, double rate)
    {
        Shrink(parameter, rate);
        using Scalar keep1 = beta1;
        using Scalar take1 = 1 - beta1;
        using Scalar keep2 = beta2;
        using Scalar take2 = 1 - beta2;
        using Scalar step = -rate;
        var average = parameter.Slots[0];
        using var direction = average.mul(keep1);
        parameter.Value.add_(direction.add_(gradient, take1).sign_(), step);
        average.mul_(keep2).add_(gradient, take2);
    }
}
