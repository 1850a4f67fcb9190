using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>The operators of native/norm.cpp and native/clamp.cpp.</summary>
internal static class NativeNorm
{
    /// <summary>
    /// clamp(batch_norm(input) + added, low, high), as one operator with one backward pass where memory is laid out channel by channel of
    /// each pixel, in float32 or bfloat16; elsewhere by libtorch's.
    /// </summary>
    /// <param name="added">Null: nothing is added.</param>
    /// <param name="low">Infinite bounds: no clamp.</param>
    public static torch.Tensor Run(
        torch.Tensor input, torch.Tensor? weight, torch.Tensor? bias, torch.Tensor? mean, torch.Tensor? variance, bool usesBatch,
        double momentum, double eps, torch.Tensor? added, double low, double high)
    {
        int outcome = Native.modelgen_batch_norm(
            input.Handle, HandleOf(weight), HandleOf(bias), HandleOf(mean), HandleOf(variance), usesBatch ? 1 : 0, momentum, eps,
            HandleOf(added), (float)low, (float)high, out nint result);
        // A finalizer must not free what the call still reads.
        GC.KeepAlive(input);
        GC.KeepAlive(weight);
        GC.KeepAlive(bias);
        GC.KeepAlive(mean);
        GC.KeepAlive(variance);
        GC.KeepAlive(added);
        Native.Check(outcome);
        return new torch.Tensor(result);
    }

    /// <summary>min(max(input, low), high) with hardtanh's gradient, which libtorch 1.13 lacks for bfloat16.</summary>
    public static torch.Tensor Clamp(torch.Tensor input, double low, double high)
    {
        int outcome = Native.modelgen_clamp(input.Handle, low, high, out nint result);
        GC.KeepAlive(input);
        Native.Check(outcome);
        return new torch.Tensor(result);
    }

    private static nint HandleOf(torch.Tensor? tensor) => tensor?.Handle ?? 0;
}
