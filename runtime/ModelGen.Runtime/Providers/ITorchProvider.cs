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

    /// <summary>Prepares a whole inference form for images of one size; null where the provider cannot, or not in that form.</summary>
    IPreparedProgram? Prepare(InferenceGraph graph, ProgramForm form);
}
