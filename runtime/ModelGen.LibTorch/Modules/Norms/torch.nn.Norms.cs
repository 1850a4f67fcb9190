using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Batch normalisation of [batch, channels] or [batch, channels, length].</summary>
        /// <inheritdoc cref="BatchNorm2d"/>
        public static BatchNorm1d BatchNorm1d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Batch normalisation of [batch, channels, height, width].</summary>
        /// <param name="num_features">The channels.</param>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="momentum">The share of a new batch in the running statistics.</param>
        /// <param name="affine">Whether a scale and a shift are learned for each channel.</param>
        /// <param name="track_running_stats">Whether running statistics are kept for evaluation; without, evaluation uses the
        /// batch's.</param>
        /// <param name="device">Where the tensors live.</param>
        /// <param name="dtype">The tensors' type of element.</param>
        public static BatchNorm2d BatchNorm2d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Instance normalisation of [channels, length] or [batch, channels, length].</summary>
        /// <inheritdoc cref="BatchNorm2d"/>
        public static InstanceNorm1d InstanceNorm1d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Instance normalisation of [channels, height, width] or [batch, channels, height, width].</summary>
        /// <inheritdoc cref="BatchNorm2d"/>
        public static InstanceNorm2d InstanceNorm2d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <summary>Layer normalisation over the last dimensions.</summary>
        /// <param name="normalized_shape">Their sizes.</param>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="elementwise_affine">Whether a scale and a shift are learned for each element.</param>
        /// <param name="bias">Whether the shift is there.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type of element.</param>
        public static LayerNorm LayerNorm(
            long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <summary>Layer normalisation over the last dimension.</summary>
        /// <inheritdoc cref="LayerNorm(long[], double, bool, bool, Device, ScalarType?)"/>
        public static LayerNorm LayerNorm(
            long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <summary>Group normalisation of [batch, channels, …].</summary>
        /// <param name="num_groups">Into how many groups the channels fall.</param>
        /// <param name="num_channels">The channels.</param>
        /// <param name="eps">Added to the variance.</param>
        /// <param name="affine">Whether a scale and a shift are learned for each channel.</param>
        /// <param name="device">Where the parameters live.</param>
        /// <param name="dtype">The parameters' type of element.</param>
        public static GroupNorm GroupNorm(
            long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_groups, num_channels, eps, affine, device, dtype);

        /// <summary>Local response normalisation over neighbouring channels.</summary>
        public static LocalResponseNorm LocalResponseNorm(long size, double alpha = 1e-4, double beta = 0.75, double k = 1) =>
            new(size, alpha, beta, k);
    }
}
