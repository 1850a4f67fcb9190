using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
        public static MaxPool1d MaxPool1d(
            long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <summary>The largest value of each window.</summary>
        /// <param name="kernel_size">The window's height and width.</param>
        /// <param name="stride">The distance of neighbouring windows; the window's size when null.</param>
        /// <param name="padding">How much that never is largest is added on all sides; nothing when null.</param>
        /// <param name="dilation">The distance of the window's elements; 1 when null.</param>
        /// <param name="ceil_mode">Whether a last window may stand partly outside.</param>
        public static MaxPool2d MaxPool2d(
            long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
            new(
                Pair.Array(kernel_size), Pair.Array(stride ?? kernel_size), Pair.Array(padding ?? 0), Pair.Array(dilation ?? 1), ceil_mode);

        /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
        public static MaxPool2d MaxPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
            bool ceil_mode = false) =>
            new(
                Pair.Array(kernel_size), Pair.Array(stride ?? kernel_size), Pair.Array(padding ?? (0, 0)), Pair.Array(dilation ?? (1, 1)),
                ceil_mode);

        /// <inheritdoc cref="MaxPool2d(long, long?, long?, long?, bool)"/>
        public static MaxPool2d MaxPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
            new(kernel_size, stride, padding, dilation, ceil_mode);

        /// <inheritdoc cref="AvgPool2d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool1d AvgPool1d(
            long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad);

        /// <summary>The mean of each window.</summary>
        /// <param name="kernel_size">The window's height and width.</param>
        /// <param name="stride">The distance of neighbouring windows; the window's size when null.</param>
        /// <param name="padding">How many zeros are added on all sides; none when null.</param>
        /// <param name="ceil_mode">Whether a last window may stand partly outside.</param>
        /// <param name="count_include_pad">Whether the padding counts as elements of the window.</param>
        /// <param name="divisor_override">By what the sum is divided instead of the number of elements.</param>
        public static AvgPool2d AvgPool2d(
            long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null) =>
            new(Pair.Array(kernel_size), Pair.Array(stride), Pair.Array(padding), ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="AvgPool2d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool2d AvgPool2d(
            (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
            bool count_include_pad = true, long? divisor_override = null) =>
            new(Pair.Array(kernel_size), Pair.Array(stride), Pair.Array(padding), ceil_mode, count_include_pad, divisor_override);

        /// <inheritdoc cref="AvgPool2d(long, long?, long?, bool, bool, long?)"/>
        public static AvgPool2d AvgPool2d(
            long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false, bool count_include_pad = true,
            long? divisor_override = null) =>
            new(kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);

        /// <summary>Means, as many as the output should have.</summary>
        public static AdaptiveAvgPool1d AdaptiveAvgPool1d(long output_size) => new(output_size);

        /// <summary>Means, as many as the output should have in each dimension.</summary>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(Pair.Array(output_size));

        /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(Pair.Array(output_size));

        /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
        public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

        /// <summary>Largest values, as many as the output should have.</summary>
        public static AdaptiveMaxPool1d AdaptiveMaxPool1d(long output_size) => new(output_size);

        /// <summary>Largest values, as many as the output should have in each dimension.</summary>
        public static AdaptiveMaxPool2d AdaptiveMaxPool2d(long[] output_size) => new(output_size);
    }
}
