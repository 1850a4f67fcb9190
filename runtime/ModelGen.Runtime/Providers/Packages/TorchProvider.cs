using ModelGen.Inference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>TorchSharp itself, from packages or from an assembly.</summary>
internal sealed class TorchProvider : ITorchProvider
{
    public static ITorchProvider Current { get; } = new TorchProvider();

    public string Description => $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>TorchSharp counts its managed wrappers, which is as near as it comes; making a parameter counts one too many.</summary>
    public long? LiveTensors => Tensor.TotalCount;

    public bool CanAutocast => false;

    public IDisposable? Autocast() => null;

    public void KeepLargeBlocks() => LargeBlocks.Keep();

    public Tensor? NormAddClamp(BatchNorm2d norm, Tensor input, Tensor? shortcut, double low, double high) => null;

    public double? GradientNorm(Tensor[] gradients) => null;

    public bool StepSgd(Tensor[] values, Tensor[] gradients, Tensor[] buffers, double[] rates, double[] decays, double momentum, bool nesterov) => false;

    public bool StepAdam(AdamUpdate update) => false;

    public bool StepRmsProp(
        Tensor[] values, Tensor[] gradients, Tensor[] squares, Tensor[] buffers, double[] rates, double[] decays, double alpha, double eps, double momentum) => false;

    public IPreparedProgram? Prepare(InferenceGraph graph, ProgramForm form) => null;
}
