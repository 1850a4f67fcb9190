using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>Adam (Kingma and Ba, ICLR 2015); with <paramref name="decoupled"/> decay, AdamW. As torch.optim.Adam and AdamW.</summary>
internal sealed class Adam(IReadOnlyList<OptimizedParameter> parameters, double beta1, double beta2, double eps, bool decoupled)
    : ParameterOptimizer(parameters, ["exp_avg", "exp_avg_sq"])
{
    protected override bool TryUpdate(IReadOnlyList<(OptimizedParameter Parameter, Tensor Gradient)> ready, double rate) => TorchProvider.Current.StepAdam(new(
        Values(ready), Gradients(ready), Slots(ready, 0), Slots(ready, 1), Rates(ready, rate), Decays(ready), [.. ready.Select(r => r.Parameter.Updates)], beta1, beta2, eps, decoupled));

    protected override void Update(OptimizedParameter parameter, Tensor gradient, double rate)
    {
        if (decoupled)
            Shrink(parameter, rate);
        else
            AddDecay(parameter, gradient);
        var (average, square) = (parameter.Slots[0], parameter.Slots[1]);
        using Scalar keep1 = beta1;
        using Scalar take1 = 1 - beta1;
        using Scalar keep2 = beta2;
        using Scalar take2 = 1 - beta2;
        average.mul_(keep1).add_(gradient, take1);
        square.mul_(keep2).addcmul_(gradient, gradient, take2);

        using Scalar step = -rate / (1 - Math.Pow(beta1, parameter.Updates));
        using Scalar correction = Math.Sqrt(1 - Math.Pow(beta2, parameter.Updates));
        using Scalar epsilon = eps;
        using var denominator = square.sqrt();
        parameter.Value.addcdiv_(average, denominator.div_(correction).add_(epsilon), step);
    }
}
