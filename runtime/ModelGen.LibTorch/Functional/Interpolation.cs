using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Resamples the places of N×C×… to a size or by a factor.</summary>
            /// <param name="size">The new size, one number a dimension.</param>
            /// <param name="scale_factor">The factor, likewise; either this or <paramref name="size"/>.</param>
            /// <param name="align_corners">Lets the corners' centres, rather than their edges, coincide. Of linear and cubic modes
            /// alone.</param>
            /// <param name="recompute_scale_factor">Takes the factor from the sizes, which are whole.</param>
            /// <param name="antialias">Filters before a reduction. Of bilinear and bicubic modes alone.</param>
            /// <exception cref="ArgumentException">The arguments contradict each other.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false, bool antialias = false)
            {
                int places = (int)x.Dimensions - 2;
                if ((size is null) == (scale_factor is null))
                    throw new ArgumentException("Interpolation needs either a size or a scale factor.");
                bool smooth = mode is not (InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area);
                if (align_corners is not null && !smooth)
                    throw new ArgumentException($"align_corners means nothing for mode {mode}.", nameof(align_corners));
                if (antialias && mode is not (InterpolationMode.Bilinear or InterpolationMode.Bicubic))
                    throw new ArgumentException($"antialias means nothing for mode {mode}.", nameof(antialias));
                var sizes = Checked(size, places);
                var factors = Checked(scale_factor, places);
                if (factors is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    sizes = [.. factors.Select((factor, dim) => (long)Math.Floor(x.size(dim + 2) * factor))];
                    factors = null;
                }
                return Resample(x, mode, places, sizes, factors, align_corners ?? false, antialias);
            }

            public static Tensor upsample(
                Tensor input, long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool align_corners = false) =>
                interpolate(input, size, scale_factor, (InterpolationMode)mode, mode == UpsampleMode.Nearest ? null : align_corners);

            public static Tensor upsample_nearest(
                Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                upsample(x, size, scale_factor);

            public static Tensor upsample_bilinear(
                Tensor x, long[]? size = null, double[]? scale_factor = null, bool align_corners = false) =>
                upsample(x, size, scale_factor, UpsampleMode.Bilinear, align_corners);

            private static Tensor Resample(
                Tensor x, InterpolationMode mode, int places, long[]? sizes, double[]? factors, bool corners, bool antialias) =>
                (mode, places) switch
                {
                    (InterpolationMode.Nearest, 1) => Aten.upsample_nearest1d_vec.Call(x, sizes, factors),
                    (InterpolationMode.Nearest, 2) => Aten.upsample_nearest2d_vec.Call(x, sizes, factors),
                    (InterpolationMode.Nearest, 3) => Aten.upsample_nearest3d_vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 1) => Aten._upsample_nearest_exact1d_vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 2) => Aten._upsample_nearest_exact2d_vec.Call(x, sizes, factors),
                    (InterpolationMode.NearestExact, 3) => Aten._upsample_nearest_exact3d_vec.Call(x, sizes, factors),
                    (InterpolationMode.Area, 1) => Aten.adaptive_avg_pool1d.Call(x, sizes),
                    (InterpolationMode.Area, 2) => Aten.adaptive_avg_pool2d.Call(x, sizes),
                    (InterpolationMode.Area, 3) => Aten.adaptive_avg_pool3d.Call(x, sizes),
                    (InterpolationMode.Linear, 1) => Aten.upsample_linear1d_vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bilinear, 2) when antialias => Aten._upsample_bilinear2d_aa_vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bilinear, 2) => Aten.upsample_bilinear2d_vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bicubic, 2) when antialias => Aten._upsample_bicubic2d_aa_vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Bicubic, 2) => Aten.upsample_bicubic2d_vec.Call(x, sizes, corners, factors),
                    (InterpolationMode.Trilinear, 3) => Aten.upsample_trilinear3d_vec.Call(x, sizes, corners, factors),
                    _ => throw new ArgumentException($"Mode {mode} does not resample an input of {places + 2} dimensions."),
                };

            // PyTorch also takes one number for all dimensions; TorchSharp does not.
            private static T[]? Checked<T>(T[]? values, int places) => values is null || values.Length == places
                ? values
                : throw new ArgumentException($"{values.Length} numbers for the {places} dimensions to resample.");
        }
    }
}
