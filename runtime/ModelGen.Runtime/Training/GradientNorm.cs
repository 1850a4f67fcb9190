using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>The norm of all gradients as one vector: torch.nn.utils.clip_grad_norm_ in two halves.</summary>
internal static class GradientNorm
{
    /// <summary>Euclidean; 0 where nothing has a gradient, not finite where any gradient is not.</summary>
    public static double Measure(IReadOnlyList<OptimizedParameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor[] gradients = [.. parameters.Select(p => p.Value.grad).Where(g => g is not null).Select(g => g!)];
        if (gradients.Length == 0)
            return 0;
        return TorchProvider.Current.GradientNorm(gradients) ?? stack(gradients.Select(g => g.norm()).ToList()).norm().item<float>();
    }

    /// <summary>Scales the gradients so that their norm is at most <paramref name="limit"/>.</summary>
    public static void Clip(IReadOnlyList<OptimizedParameter> parameters, double norm, double limit)
    {
        // PyTorch's own guard against a division by zero.
        double factor = limit / (norm + 1e-6);
        if (factor >= 1)
            return;
        using var _ = no_grad();
        using Scalar scale = factor;
        foreach (var parameter in parameters)
        {
            using var gradient = parameter.Value.grad;
            gradient?.mul_(scale);
        }
    }
}
