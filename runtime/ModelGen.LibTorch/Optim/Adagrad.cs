using ModelGen.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Adagrad: Duchi et al. 2011. Steps equal PyTorch's.</summary>
public partial class Adagrad : OptimizerHelper
{
    public Adagrad(
        IEnumerable<Parameter> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0,
        double initial_accumulator_value = 0, double eps = 1e-10)
        : this([new ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps)
    {
    }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Adagrad(
        IEnumerable<ParamGroup> parameters, double lr = 0.01, double lr_decay = 0, double weight_decay = 0,
        double initial_accumulator_value = 0, double eps = 1e-10)
    {
        Require.NotNegative(lr, "learning rate");
        Require.NotNegative(eps, "ε");
        Require.NotNegative(lr_decay, "lr_decay value");
        Require.NotNegative(weight_decay, "weight_decay value");
        Require.NotNegative(initial_accumulator_value, "initial_accumulator_value");
        Begin(parameters, new Options
        {
            LearningRate = lr,
            lr_decay = lr_decay,
            weight_decay = weight_decay,
            initial_accumulator_value = initial_accumulator_value,
            eps = eps,
        });
    }

    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure);

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override OptimizerOptions NewOptions() => new Options();

    private void Step(ParamGroup group)
    {
        var options = group.Options;
        using var list = WithGradients<State>(group, maximize: false, options.weight_decay!.Value);
        if (list.IsEmpty)
            return;
        var sums = list.Gather(state => state.sum);
        Foreach.addcmul_(sums, list.Gradients, list.Gradients);
        foreach (var (before, places) in list.PartsByStep(state => state.step++))
        {
            var divisors = Foreach.sqrt(GradientList<State>.At(sums, places));
            Foreach.add_(divisors, options.eps!.Value);
            Foreach.addcdiv_(
                GradientList<State>.At(list.Parameters, places), GradientList<State>.At(list.Gradients, places), divisors,
                -options.LearningRate!.Value / (1 + before * options.lr_decay!.Value));
            GradientList<State>.Free(divisors);
        }
    }
}
