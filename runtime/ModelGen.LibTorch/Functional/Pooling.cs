using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Pooling. Without a stride, windows lie side by side.
        public static partial class functional
        {
            public static Tensor max_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.max_pool1d.Call(input, Window(kernel_size), Strides(stride), Of(padding, 0), Of(dilation, 1), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.max_pool1d_with_indices.CallPair(
                    input, Window(kernel_size), Strides(stride), Of(padding, 0), Of(dilation, 1), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.max_pool2d.Call(input, kernel_size, strides ?? [], padding ?? zeros, dilation ?? ones, ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                Aten.max_pool2d.Call(input, Window(kernel_size), Strides(stride), Of(padding, 0), Of(dilation, 1), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, List(kernel_size), List(stride), List(padding), List(dilation), ceil_mode);

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.max_pool2d_with_indices.CallPair(input, kernel_size, strides ?? [], padding ?? zeros, dilation ?? ones, ceil_mode);

            public static Tensor max_pool3d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.max_pool3d.Call(input, kernel_size, strides ?? [], padding ?? zeros, dilation ?? ones, ceil_mode);

            public static (Tensor output, Tensor indices) max_pool3d_with_indices(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false) =>
                Aten.max_pool3d_with_indices.CallPair(input, kernel_size, strides ?? [], padding ?? zeros, dilation ?? ones, ceil_mode);

            public static Tensor avg_pool1d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                Aten.avg_pool1d.Call(input, Window(kernel_size), Strides(stride), Of(padding, 0), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                Aten.avg_pool2d.Call(input, kernel_size, stride ?? [], padding ?? zeros, ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                Aten.avg_pool2d.Call(
                    input, Window(kernel_size), Strides(stride), Of(padding, 0), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(
                    input, List(kernel_size), List(stride), List(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool3d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                Aten.avg_pool3d.Call(input, kernel_size, stride ?? [], padding ?? zeros, ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) =>
                Aten.adaptive_avg_pool1d.Call(input, Window(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Aten.adaptive_avg_pool2d.Call(input, output_size);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                Aten.adaptive_avg_pool2d.Call(input, List(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) =>
                Aten.adaptive_avg_pool2d.Call(input, new[] { output_size, output_size });

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => Aten.adaptive_avg_pool3d.Call(input, output_size);

            public static Tensor adaptive_max_pool1d(Tensor input, long output_size)
            {
                var (output, indices) = adaptive_max_pool1d_with_indices(input, output_size);
                indices.Dispose();
                return output;
            }

            public static (Tensor Values, Tensor Indices) adaptive_max_pool1d_with_indices(Tensor input, long output_size) =>
                Aten.adaptive_max_pool1d.CallPair(input, Window(output_size));

            public static Tensor adaptive_max_pool2d(Tensor input, long[] output_size)
            {
                var (output, indices) = adaptive_max_pool2d_with_indices(input, output_size);
                indices.Dispose();
                return output;
            }

            public static (Tensor Values, Tensor Indices) adaptive_max_pool2d_with_indices(Tensor input, long[] output_size) =>
                Aten.adaptive_max_pool2d.CallPair(input, output_size);

            public static Tensor adaptive_max_pool3d(Tensor input, long[] output_size)
            {
                var (output, indices) = adaptive_max_pool3d_with_indices(input, output_size);
                indices.Dispose();
                return output;
            }

            public static (Tensor Values, Tensor Indices) adaptive_max_pool3d_with_indices(Tensor input, long[] output_size) =>
                Aten.adaptive_max_pool3d.CallPair(input, output_size);

            /// <summary>The p-norm of each window, where p is <paramref name="norm_type"/>.</summary>
            public static Tensor lp_pool2d(
                Tensor input, double norm_type, long[] kernel_size, long[]? stride = null, bool ceil_mode = false)
            {
                // As PyTorch composes it: the mean of the powers, times the window's size.
                using var powers = input.pow(norm_type);
                using var means = avg_pool2d(powers, kernel_size, stride, null, ceil_mode);
                using var signs = means.sign();
                using var magnitudes = means.abs();
                using var positive = magnitudes.relu();
                using var signed = signs.mul(positive);
                using var sums = signed.mul(kernel_size.Length == 1 ? kernel_size[0] * kernel_size[0] : kernel_size.TotalSize());
                return sums.pow(1 / norm_type);
            }

            public static Tensor lp_pool2d(Tensor input, double norm_type, long kernel_size, long? stride = null, bool ceil_mode = false) =>
                lp_pool2d(input, norm_type, [kernel_size, kernel_size], stride is { } step ? [step, step] : null, ceil_mode);

            private static long[] Window(long size) => [size];

            private static long[] Strides(long? stride) => stride is { } step ? [step] : [];

            private static long[] List((long, long) pair) => [pair.Item1, pair.Item2];

            private static long[]? List((long, long)? pair) => pair is { } both ? [both.Item1, both.Item2] : null;
        }
    }
}
