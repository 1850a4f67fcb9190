using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>An inference form that a provider prepared as a whole, for images of one size.</summary>
internal interface IPreparedProgram : IDisposable
{
    ProgramForm Form { get; }

    ProgramMemory Memory { get; }

    /// <summary>Computes the logits of at least as many images as the form says. One thread at a time.</summary>
    /// <param name="images">N × C × H × W, float32, contiguous.</param>
    /// <returns>N × classes.</returns>
    Tensor Run(Tensor images);
}
