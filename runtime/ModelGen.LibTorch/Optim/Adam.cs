using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba 2015), AMSGrad (Reddi et al. 2018) if asked. Steps equal PyTorch's.</summary>
public partial class Adam : OptimizerHelper, IBetas
{
    public Adam(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Adam(
        IEnumerable<ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        AdamSettings.Check(lr, beta1, beta2, eps, weight_decay);
        Begin(parameters, new Options
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        });
    }

    public (double, double) Betas
    {
        get => (Defaults.beta1!.Value, Defaults.beta2!.Value);
        set => (Defaults.beta1, Defaults.beta2) = value;
    }

    private Options Defaults => (Options)_defaults;

    public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Step, closure);

    internal override OptimizerState NewState(Parameter parameter) => new State(parameter);

    internal override OptimizerOptions NewOptions() => new Options();

    private void Step(ParamGroup group)
    {
        var options = group.Options;
        using var list = WithGradients<State>(group, options.maximize!.Value, options.weight_decay!.Value);
        if (!list.IsEmpty)
            Moments.Step(list, options, options.LearningRate!.Value);
    }
}
