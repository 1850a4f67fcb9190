using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>What the runtime asks of libtorch and TorchSharp's public surface does not offer.</summary>
internal static class SystemTorch
{
    /// <summary>libtorch's version: "1.13.1".</summary>
    public static string Version => Native.Version;

    /// <summary>Native tensors given to .NET and not yet freed.</summary>
    public static long LiveTensors => Native.modelgen_tensor_live();

    /// <summary>The threads of the process's OpenBLAS; 0 when its BLAS is another one, which is then much slower.</summary>
    public static int OpenBlasThreads => Native.modelgen_openblas_threads();

    public static bool AutocastEnabled => Native.modelgen_autocast() != 0;

    /// <summary>Lets the thread's operators that gain from it compute in bfloat16 until the result is disposed.</summary>
    public static IDisposable Autocast() => new AutocastScope();

    /// <summary>Whether a picture batch lies in memory channel by channel of each pixel (channels last).</summary>
    public static bool IsChannelsLast(torch.Tensor tensor) => tensor.Is(TensorFact.ChannelsLast);

    private sealed class AutocastScope : IDisposable
    {
        private readonly bool before = AutocastEnabled;

        public AutocastScope() => Set(true);

        public void Dispose() => Set(before);

        private static void Set(bool on) => Native.Check(Native.modelgen_set_autocast(on ? 1 : 0, (int)torch.ScalarType.BFloat16));
    }
}
