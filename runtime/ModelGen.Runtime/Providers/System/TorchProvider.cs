using ModelGen.Inference;
using ModelGen.LibTorch;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>The distribution's libtorch, through ModelGen.LibTorch.</summary>
internal sealed class TorchProvider : ITorchProvider
{
    public static ITorchProvider Current { get; } = new TorchProvider();

    public string Description { get; } = $"libtorch {SystemTorch.Version} of the system";

    public long? LiveTensors => SystemTorch.LiveTensors;

    public bool CanAutocast => true;

    public IDisposable Autocast() => SystemTorch.Autocast();

    /// <summary>Nothing to do: the binding's native half tells the allocator as soon as it is loaded.</summary>
    public void KeepLargeBlocks()
    {
    }

    /// <summary>The binding's own operator (native/norm.cpp). Hooks would not see what they wait for.</summary>
    public Tensor? NormAddClamp(BatchNorm2d norm, Tensor input, Tensor? shortcut, double low, double high) =>
        norm.HasHooks ? null : norm.Forward(input, shortcut, low, high);

    public double? GradientNorm(Tensor[] gradients) => NativeOptimizer.Norm(gradients);

    public bool StepSgd(Tensor[] values, Tensor[] gradients, Tensor[] buffers, double[] rates, double[] decays, double momentum, bool nesterov) =>
        NativeOptimizer.Sgd(values, gradients, buffers, rates, decays, momentum, nesterov);

    public bool StepAdam(AdamUpdate update)
    {
        var steps = update.Updates.Select((count, k) =>
            AdamStep.At(update.Rates[k], count, update.Beta1, update.Beta2, update.Decays[k], update.IsDecoupled));
        return NativeOptimizer.Adam(update.Values, update.Gradients, update.Means, update.Squares, [.. steps], update.Beta1, update.Beta2, update.Eps);
    }

    public bool StepRmsProp(
        Tensor[] values, Tensor[] gradients, Tensor[] squares, Tensor[] buffers, double[] rates, double[] decays, double alpha, double eps, double momentum) =>
        NativeOptimizer.RmsProp(values, gradients, squares, buffers, rates, decays, alpha, eps, momentum);

    public IPreparedProgram? Prepare(InferenceGraph graph, ProgramForm form) => PreparedProgram.TryMake(graph, form);
}
