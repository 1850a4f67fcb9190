using ModelGen.Inference;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>
/// What the runtime asks of Torch that TorchSharp's public surface does not offer. One implementation is compiled in, chosen by
/// <c>TorchProvider</c> in the project file; where a provider has no answer it says so with null.
/// </summary>
internal interface ITorchProvider
{
    /// <summary>Who computes: "libtorch 1.13.1 of the system", "TorchSharp 0.107.0".</summary>
    string Description { get; }

    /// <summary>Native tensors now alive; null where they are not counted.</summary>
    long? LiveTensors { get; }

    /// <summary>Whether <see cref="Autocast"/> does anything.</summary>
    bool CanAutocast { get; }

    /// <summary>
    /// Until it is disposed, operators of this thread that may compute in bfloat16 do, and give back bfloat16; null where that cannot be done.
    /// </summary>
    IDisposable? Autocast();

    /// <summary>Keeps large freed blocks for the next step instead of giving them back to the kernel; does nothing where that cannot be done.</summary>
    void KeepLargeBlocks();

    /// <summary>
    /// A batch norm, the sum with a shortcut where there is one, and a clamp where a bound is finite, as one operator with a gradient; null where
    /// the caller has to run them one by one.
    /// </summary>
    Tensor? NormAddClamp(BatchNorm2d norm, Tensor input, Tensor? shortcut, double low, double high);

    /// <summary>The Euclidean norm of all gradients as one vector; null where the caller has to find it step by step.</summary>
    double? GradientNorm(Tensor[] gradients);

    /// <summary>torch.optim.SGD's step for all parameters in one call; false, and nothing done, where the caller has to go one by one.</summary>
    /// <param name="buffers">The momentum's memory; empty where there is none.</param>
    bool StepSgd(Tensor[] values, Tensor[] gradients, Tensor[] buffers, double[] rates, double[] decays, double momentum, bool nesterov);

    /// <summary>torch.optim.Adam's step for all parameters in one call, or AdamW's; false, and nothing done, where the caller has to go one by one.</summary>
    bool StepAdam(AdamUpdate update);

    /// <summary>torch.optim.RMSprop's step for all parameters in one call; false, and nothing done, where the caller has to go one by one.</summary>
    /// <param name="buffers">The momentum's memory; empty where there is none.</param>
    bool StepRmsProp(
        Tensor[] values, Tensor[] gradients, Tensor[] squares, Tensor[] buffers, double[] rates, double[] decays, double alpha, double eps, double momentum);

    /// <summary>Prepares a whole inference form for images of one size; null where the provider cannot, or not in that form.</summary>
    IPreparedProgram? Prepare(InferenceGraph graph, ProgramForm form);
}
