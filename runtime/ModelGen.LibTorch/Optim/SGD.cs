using ModelGen.LibTorch;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, with momentum (Sutskever et al. 2013) if asked. Steps equal PyTorch's.</summary>
public partial class SGD : OptimizerHelper, IMomentum
{
    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public SGD(
        IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        Require.NotNegative(lr, "learning rate");
        Require.NotNegative(momentum, "momentum value");
        Require.NotNegative(weight_decay, "weight_decay value");
        if (nesterov && (momentum <= 0 || dampening != 0))
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        Begin(parameters, new Options
        {
            LearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
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
        double momentum = options.momentum!.Value;
        double rate = options.LearningRate!.Value;
        if (momentum == 0)
        {
            Foreach.add_(list.Parameters, list.Gradients, -rate);
            return;
        }
        var buffers = Buffers(list, momentum, options.dampening!.Value);
        if (options.nesterov!.Value)
        {
            list.Replace(Foreach.add(list.Gradients, buffers, momentum));
            Foreach.add_(list.Parameters, list.Gradients, -rate);
        }
        else
        {
            Foreach.add_(list.Parameters, buffers, -rate);
        }
    }

    // A buffer begins as the first gradient, whatever the dampening.
    private static Tensor[] Buffers(GradientList<State> list, double momentum, double dampening)
    {
        int[] old = [.. Enumerable.Range(0, list.States.Count).Where(place => list.States[place].momentum_buffer is not null)];
        for (int place = 0; place < list.States.Count; place++)
            list.States[place].momentum_buffer ??= list.Gradients[place].clone().DetachFromDisposeScope();
        var buffers = list.Gather(state => state.momentum_buffer!);
        if (old.Length > 0)
        {
            var present = GradientList<State>.At(buffers, old);
            Foreach.mul_(present, momentum);
            Foreach.add_(present, GradientList<State>.At(list.Gradients, old), 1 - dampening);
        }
        return buffers;
    }
}
