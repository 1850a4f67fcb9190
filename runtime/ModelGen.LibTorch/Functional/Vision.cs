using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <param name="pad">Two widths a dimension, before and after, the last dimension first.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                Aten.pad.Call(input, pad, Word(mode), mode is PaddingModes.Constant or PaddingModes.Zeros ? value : Argument.None);

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, pad.ToArray(), mode, value);

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(
                Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            /// <summary>Pads every dimension, the batch and the channels too, on both sides.</summary>
            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                long[] all = new long[2 * input.Dimensions];
                Array.Fill(all, pad);
                return functional.pad(input, all, mode, value);
            }

            /// <summary>(N, C·r², H, W) to (N, C, H·r, W·r).</summary>
            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Aten.pixel_shuffle.Call(input, upscale_factor);

            /// <summary>(N, C, H·r, W·r) to (N, C·r², H, W).</summary>
            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) => Aten.pixel_unshuffle.Call(input, downscale_factor);

            /// <summary>The windows of a picture as columns: (N, C·k², windows).</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor unfold(
                Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null) =>
                Aten.im2col.Call(
                    input, List(kernel_size), List(dilation ?? (1, 1)), List(padding ?? (0, 0)), List(stride ?? (1, 1)));

            /// <summary>The sum of overlapping windows, given as columns.</summary>
            public static Tensor fold(
                Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                fold(
                    input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding),
                    (stride, stride));

            public static Tensor fold(
                Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null) =>
                Aten.col2im.Call(
                    input, List(output_size), List(kernel_size), List(dilation ?? (1, 1)), List(padding ?? (0, 0)),
                    List(stride ?? (1, 1)));

            /// <summary>Samples pictures at the places that a grid names, N×H×W×2 of numbers in [-1, 1] from edge to edge.</summary>
            /// <param name="align_corners">Lets -1 and 1 name the centres, rather than the edges, of the pixels in the corners.</param>
            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null)
            {
                // libtorch numbers both differently.
                long sampling = mode == GridSampleMode.Nearest ? 1 : 0;
                long border = padding_mode switch { GridSamplePaddingMode.Border => 1, GridSamplePaddingMode.Reflection => 2, _ => 0 };
                return Aten.grid_sampler.Call(input, grid, sampling, border, align_corners ?? false);
            }

            /// <summary>The grid of affine maps, N×2×3, for pictures of a size N×C×H×W.</summary>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false) =>
                Aten.affine_grid_generator.Call(theta, size ?? [], align_corners);

            private static string Word(PaddingModes mode) => mode switch
            {
                PaddingModes.Reflect => "reflect",
                PaddingModes.Replicate => "replicate",
                PaddingModes.Circular => "circular",
                _ => "constant",
            };
        }
    }
}
