using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015): over all but the channels, with the batch's statistics in training and the running ones in
/// evaluation.
/// </summary>
public abstract class BatchNorm : NormBase
{
    public BatchNorm(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
        string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
    {
    }

    public override Tensor forward(Tensor input) => Forward(input, null, double.NegativeInfinity, double.PositiveInfinity);

    /// <summary>The norm, the sum with <paramref name="added"/> where there is one, and a clamp where a bound is finite.</summary>
    internal Tensor Forward(Tensor input, Tensor? added, double low, double high)
    {
        ValidateInputDimensions(input);
        double share = momentum ?? 0;
        if (training && track_running_stats && num_batches_tracked is { } batches)
        {
            batches.add_(1);
            share = momentum ?? 1.0 / batches.item<long>();
        }
        bool usesBatch = training || (running_mean is null && running_var is null);
        bool usesRunning = !training || track_running_stats;
        return NativeNorm.Run(
            input, weight, bias, usesRunning ? running_mean : null, usesRunning ? running_var : null, usesBatch, share, eps, added, low, high);
    }
}

/// <summary>Batch normalisation of [batch, channels] or [batch, channels, length].</summary>
public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.ndim is not (2 or 3))
            throw new ArgumentException($"expected 2D or 3D input, but got {input.ndim}D input.");
    }
}

/// <summary>Batch normalisation of [batch, channels, height, width].</summary>
public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(
        long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
    {
    }

    protected override void ValidateInputDimensions(Tensor input)
    {
        if (input.ndim != 4)
            throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
    }
}
