using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Normalises each channel over the batch and the places, or by the running statistics when not training.</summary>
            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-5) =>
                NativeNorm.Run(
                    input, weight, bias, running_mean, running_var, training, momentum, eps, null, double.NegativeInfinity,
                    double.PositiveInfinity);

            /// <summary>Normalises each channel of each example over its places.</summary>
            public static Tensor instance_norm(
                Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null,
                bool use_input_stats = true, double momentum = 0.1, double eps = 1e-5) =>
                Aten.instance_norm.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            /// <summary>Normalises over the last dimensions, whose sizes are <paramref name="normalized_shape"/>.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Aten.layer_norm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>Normalises groups of channels of each example over their places.</summary>
            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Aten.group_norm.Call(input, num_groups, weight, bias, eps);

            /// <summary>
            /// Divides by the activity of <paramref name="size"/> neighbouring channels (Krizhevsky et al. 2012, section 3.3).
            /// </summary>
            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                using var scope = NewDisposeScope();
                // The channels become the depth of a picture, and an average over a window of channels their activity.
                bool sequence = input.Dimensions == 3;
                var squares = input.mul(input).unsqueeze(1);
                long before = size / 2, after = (size - 1) / 2;
                var activity = sequence
                    ? avg_pool2d(pad(squares, [0, 0, before, after]), [size, 1], [1, 1]).squeeze(1)
                    : avg_pool3d(pad(squares.flatten(4), [0, 0, 0, 0, before, after]), [size, 1, 1], [1, 1, 1])
                        .squeeze(1).view(input.shape);
                var divisor = activity.mul(alpha).add(k).pow(beta);
                return input.div(divisor).MoveToOuterDisposeScope();
            }

            /// <summary>Divides by the p-norm along a dimension, or by <paramref name="eps"/> where that is larger.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using var norm = Aten.norm_ScalarOpt_dim.Call(input, p, new[] { dim }, true);
                using var divisor = norm.clamp_min(eps);
                return input.div(divisor);
            }
        }
    }
}
