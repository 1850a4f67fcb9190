using ModelGen.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>
/// RMSProp (Hinton 2012, "Neural networks for machine learning", lecture 6), centred (Graves 2013, "Generating sequences with recurrent
/// neural networks", section 4.2) if asked. Steps equal PyTorch's.
/// </summary>
public partial class RMSProp : OptimizerHelper, IMomentum
{
    public RMSProp(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, maximize)
    {
    }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public RMSProp(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0,
        double momentum = 0, bool centered = false, bool maximize = false)
    {
        Require.NotNegative(lr, "learning rate");
        Require.NotNegative(eps, "ε");
        Require.NotNegative(alpha, "alpha");
        Require.NotNegative(momentum, "momentum value");
        Require.NotNegative(weight_decay, "weight_decay value");
        Begin(parameters, new Options
        {
            LearningRate = lr,
            alpha = alpha,
            eps = eps,
            weight_decay = weight_decay,
            momentum = momentum,
            centered = centered,
            maximize = maximize,
        });
    }

    public double Momentum { get => Defaults.momentum!.Value; set => Defaults.momentum = value; }

    private Options Defaults => (Options)_defaults;

    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure);

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override OptimizerOptions NewOptions() => new Options();

    private void Step(ParamGroup group)
    {
        var options = group.Options;
        using var list = WithGradients<State>(group, options.maximize!.Value, options.weight_decay!.Value);
        if (list.IsEmpty)
            return;
        foreach (var state in list.States)
            state.step++;
        double rate = options.LearningRate!.Value;
        double momentum = options.momentum!.Value;
        if (!options.centered!.Value && TryStep(list, options, rate, momentum))
            return;
        var divisors = Divisors(list, options);
        if (momentum > 0)
        {
            var buffers = list.Gather(state => state.momentum_buffer);
            Foreach.mul_(buffers, momentum);
            Foreach.addcdiv_(buffers, list.Gradients, divisors);
            Foreach.add_(list.Parameters, buffers, -rate);
        }
        else
        {
            Foreach.addcdiv_(list.Parameters, list.Gradients, divisors, -rate);
        }
        GradientList<State>.Free(divisors);
    }

    /// <summary>The step in one call; decay and direction are in the gradients already.</summary>
    private static bool TryStep(GradientList<State> list, Options options, double rate, double momentum)
    {
        double[] rates = new double[list.Parameters.Length];
        Array.Fill(rates, rate);
        return NativeOptimizer.RmsProp(
            list.Parameters, list.Gradients, list.Gather(state => state.square_avg), momentum > 0 ? list.Gather(state => state.momentum_buffer) : [], rates,
            new double[rates.Length], options.alpha!.Value, options.eps!.Value, momentum);
    }

    private static Tensor[] Divisors(GradientList<State> list, Options options)
    {
        double alpha = options.alpha!.Value;
        var squares = list.Gather(state => state.square_avg);
        Foreach.mul_(squares, alpha);
        Foreach.addcmul_(squares, list.Gradients, list.Gradients, 1 - alpha);
        Tensor[] divisors;
        if (options.centered!.Value)
        {
            var means = list.Gather(state => state.grad_avg);
            Foreach.mul_(means, alpha);
            Foreach.add_(means, list.Gradients, 1 - alpha);
            divisors = Array.ConvertAll(squares, square => square.clone());
            Foreach.addcmul_(divisors, means, means, -1);
            Foreach.sqrt_(divisors);
        }
        else
        {
            divisors = Foreach.sqrt(squares);
        }
        Foreach.add_(divisors, options.eps!.Value);
        return divisors;
    }
}
