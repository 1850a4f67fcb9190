using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>Stochastic gradient descent with momentum (Sutskever et al., ICML 2013, in torch.optim.SGD's form).</summary>
internal sealed class Sgd(IReadOnlyList<OptimizedParameter> parameters, double momentum, bool nesterov)
    : ParameterOptimizer(parameters, momentum > 0 ? ["momentum_buffer"] : [])
{
    protected override bool TryUpdate(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready, double rate) => TorchProvider.Current.StepSgd(
        Values(ready), Gradients(ready), momentum == 0 ? [] : Slots(ready, 0), Rates(ready, rate), Decays(ready), momentum, nesterov);

    protected override void Update(OptimizedParameter parameter, Tensor gradient, double rate)
    {
        AddDecay(parameter, gradient);
        using Scalar step = -rate;
        if (momentum == 0)
        {
            parameter.Value.add_(gradient, step);
            return;
        }

        using Scalar keep = momentum;
        var buffer = parameter.Slots[0];
        buffer.mul_(keep).add_(gradient);
        if (nesterov)
            parameter.Value.add_(gradient.add_(buffer, keep), step);
        else
            parameter.Value.add_(buffer, step);
    }
}
