using TorchSharp;

namespace ModelGen.LibTorch;

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

    private static nint[] Handles(torch.Tensor[] tensors) => Array.ConvertAll(tensors, tensor => tensor.Handle);
}
