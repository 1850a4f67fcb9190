using ModelGen.Inference;

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

    /// <summary>Prepares a whole inference form for images of one size; null where the provider cannot, or not in that form.</summary>
    IPreparedProgram? Prepare(InferenceGraph graph, ProgramForm form);
}
