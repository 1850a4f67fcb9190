using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>RMSprop (Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012), as torch.optim.RMSprop.</summary>
internal sealed class RmsProp(IReadOnlyList<OptimizedParameter> parameters, double alpha, double eps, double momentum)
    : ParameterOptimizer(parameters, momentum > 0 ? ["square_avg", "momentum_buffer"] : ["square_avg"])
{
    protected override bool TryUpdate(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready, double rate) => TorchProvider.Current.StepRmsProp(
        Values(ready), Gradients(ready), Slots(ready, 0), momentum == 0 ? [] : Slots(ready, 1), Rates(ready, rate), Decays(ready), alpha, eps, momentum);

    protected override void Update(OptimizedParameter parameter, Tensor gradient, double rate)
    {
        AddDecay(parameter, gradient);
        using Scalar keep = alpha;
        using Scalar take = 1 - alpha;
        using Scalar epsilon = eps;
        using Scalar step = -rate;
        parameter.Slots[0].mul_(keep).addcmul_(gradient, gradient, take);
        using var root = parameter.Slots[0].sqrt();
        root.add_(epsilon);
        if (momentum == 0)
        {
            parameter.Value.addcdiv_(gradient, root, step);
            return;
        }

        using Scalar inertia = momentum;
        using Scalar one = 1.0;
        parameter.Value.add_(parameter.Slots[1].mul_(inertia).addcdiv_(gradient, root, one), step);
    }
}
