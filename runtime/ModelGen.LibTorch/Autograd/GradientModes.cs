using ModelGen.LibTorch;

namespace TorchSharp;

/// <summary>Turns the thread's recording of gradients on or off until disposed.</summary>
internal sealed class AutoGradMode : IDisposable
{
    private readonly bool before = IsEnabled;

    public AutoGradMode(bool enabled) => Set(enabled);

    public static bool IsEnabled => Native.modelgen_grad_mode() != 0;

    public void Dispose() => Set(before);

    private static void Set(bool enabled) => Native.modelgen_set_grad_mode(enabled ? 1 : 0);
}

/// <summary>
/// libtorch's inference mode: no gradients, no version counters, and tensors that autograd never takes. Dispose it on its own thread.
/// </summary>
internal sealed class InferenceMode(bool mode) : IDisposable
{
    private nint guard = Native.modelgen_inference_mode_begin(mode ? 1 : 0);

    public static bool IsEnabled => Native.modelgen_inference_mode() != 0;

    public void Dispose()
    {
        nint owned = Interlocked.Exchange(ref guard, 0);
        if (owned != 0)
            Native.modelgen_inference_mode_end(owned);
    }
}

/// <summary>Lets backward name the forward operation that made a bad gradient, until disposed.</summary>
public class AnomalyMode : IDisposable
{
    private readonly bool enabledBefore = IsEnabled;
    private readonly bool checkedBefore = ShouldCheckNaN;

    public AnomalyMode(bool enabled, bool check_nan = true) => Set(enabled, check_nan);

    public static bool IsEnabled => Native.modelgen_anomaly_enabled() != 0;

    public static bool ShouldCheckNaN => Native.modelgen_anomaly_checks_nan() != 0;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Set(enabledBefore, checkedBefore);
    }

    private static void Set(bool enabled, bool checkNan) => Native.modelgen_set_anomaly(enabled ? 1 : 0, checkNan ? 1 : 0);
}

public static partial class torch
{
    /// <summary>Stops the thread's recording of gradients until the result is disposed.</summary>
    public static IDisposable no_grad() => new AutoGradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    public static bool is_grad_enabled() => AutoGradMode.IsEnabled;

    /// <summary>As <see cref="no_grad"/>, and cheaper still; its tensors can never enter autograd.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => InferenceMode.IsEnabled;
}
