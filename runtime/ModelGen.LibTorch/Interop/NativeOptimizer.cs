using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>What Adam's step has of its own for each parameter; native/optimizers.cpp has the same layout.</summary>
/// <param name="Rate">The rate over 1 − β₁ᵗ.</param>
/// <param name="Correction">√(1 − β₂ᵗ).</param>
/// <param name="Decay">The share of the parameter that is added to its gradient.</param>
/// <param name="Kept">The share of the parameter that AdamW's decay leaves; else 1.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct AdamStep(double Rate, double Correction, double Decay, double Kept)
{
    /// <param name="rate">The learning rate.</param>
    /// <param name="updates">How many this step makes.</param>
    /// <param name="weightDecay">The recipe's.</param>
    /// <param name="decoupled">Whether the decay is AdamW's.</param>
    public static AdamStep At(double rate, long updates, double beta1, double beta2, double weightDecay, bool decoupled) => new(
        rate / (1 - Math.Pow(beta1, updates)), Math.Sqrt(1 - Math.Pow(beta2, updates)), decoupled ? 0 : weightDecay, decoupled ? 1 - (rate * weightDecay) : 1);
}

/// <summary>The functions of native/optimizers.cpp: an optimizer's step for all parameters in one call.</summary>
internal static unsafe class NativeOptimizer
{
    /// <summary>The Euclidean norm of all gradients as one vector; null where one is not float32 in the processor's memory.</summary>
    public static double? Norm(torch.Tensor[] gradients)
    {
        double norm;
        fixed (nint* handles = Handles(gradients))
            Native.Check(Native.modelgen_gradient_norm(handles, gradients.Length, out norm));
        GC.KeepAlive(gradients);
        return norm < 0 ? null : norm;
    }

    /// <summary>torch.optim.SGD's step; false, and nothing done, where a tensor is not float32 in the processor's memory.</summary>
    /// <param name="buffers">The momentum's memory; empty where there is none.</param>
    public static bool Sgd(torch.Tensor[] values, torch.Tensor[] gradients, torch.Tensor[] buffers, double[] rates, double[] decays, double momentum, bool nesterov)
    {
        int done;
        fixed (nint* parameters = Handles(values), slopes = Handles(gradients), memory = Handles(buffers))
        fixed (double* steps = rates, shares = decays)
        {
            Native.Check(Native.modelgen_sgd_step(
                parameters, slopes, buffers.Length == 0 ? null : memory, values.Length, steps, shares, momentum, nesterov ? 1 : 0, out done));
        }
        GC.KeepAlive(values);
        GC.KeepAlive(gradients);
        GC.KeepAlive(buffers);
        return done != 0;
    }

    /// <summary>torch.optim.Adam's and AdamW's step without AMSGrad; false, and nothing done, where a tensor is not float32 in the processor's memory.</summary>
    public static bool Adam(
        torch.Tensor[] values, torch.Tensor[] gradients, torch.Tensor[] means, torch.Tensor[] squares, AdamStep[] steps, double beta1, double beta2, double eps)
    {
        int done;
        fixed (nint* parameters = Handles(values), slopes = Handles(gradients), first = Handles(means), second = Handles(squares))
        fixed (AdamStep* numbers = steps)
            Native.Check(Native.modelgen_adam_step(parameters, slopes, first, second, values.Length, numbers, beta1, beta2, eps, out done));
        GC.KeepAlive(values);
        GC.KeepAlive(gradients);
        GC.KeepAlive(means);
        GC.KeepAlive(squares);
        return done != 0;
    }

    /// <summary>torch.optim.RMSprop's step, not centered; false, and nothing done, where a tensor is not float32 in the processor's memory.</summary>
    /// <param name="buffers">The momentum's memory; empty where there is none.</param>
    public static bool RmsProp(
        torch.Tensor[] values, torch.Tensor[] gradients, torch.Tensor[] squares, torch.Tensor[] buffers, double[] rates, double[] decays, double alpha, double eps,
        double momentum)
    {
        int done;
        fixed (nint* parameters = Handles(values), slopes = Handles(gradients), second = Handles(squares), memory = Handles(buffers))
        fixed (double* steps = rates, shares = decays)
        {
            Native.Check(Native.modelgen_rmsprop_step(
                parameters, slopes, second, buffers.Length == 0 ? null : memory, values.Length, steps, shares, alpha, eps, momentum, out done));
        }
        GC.KeepAlive(values);
        GC.KeepAlive(gradients);
        GC.KeepAlive(squares);
        GC.KeepAlive(buffers);
        return done != 0;
    }

    private static nint[] Handles(torch.Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.Handle);
}
