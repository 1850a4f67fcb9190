using ModelGen.LibTorch;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What is done to all parameters of a model together.</summary>
        public static partial class utils
        {
            /// <summary>
            /// Scales the gradients so that their norm, as of one vector, is at most <paramref name="max_norm"/> (Pascanu et al. 2013).
            /// </summary>
            /// <param name="norm_type">The p of the p-norm; infinity for the largest element.</param>
            /// <returns>The norm before.</returns>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2)
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                Tensor[] gradients = [.. Gradients(tensors)];
                if (gradients.Length == 0)
                    return 0;
                double norm = linalg.vector_norm(stack(gradients.Select(one => linalg.vector_norm(one, norm_type))), norm_type).ToDouble();
                // As PyTorch: a scale of one changes nothing, and NaN reaches the gradients.
                double scale = max_norm / (norm + 1e-6);
                if (!(scale >= 1))
                    Foreach.mul_(gradients, scale);
                return norm;
            }

            /// <summary>Limits each element of the gradients to [-<paramref name="clip_value"/>, <paramref name="clip_value"/>].</summary>
            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                foreach (var gradient in Gradients(tensors))
                    gradient.clamp_(-clip_value, clip_value);
            }

            /// <summary>All elements of all parameters, in one vector.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                return cat([.. tensors.Select(one => one.view(-1))]).MoveToOuterDisposeScope();
            }

            /// <summary>Copies the elements of one vector to the parameters, in their order.</summary>
            /// <exception cref="ArgumentException">There are fewer or more elements than the parameters have.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var scope = NewDisposeScope();
                using var unrecorded = no_grad();
                Parameter[] parameters = [.. tensors];
                long wanted = parameters.Sum(one => one.numel());
                if (vec.numel() != wanted)
                    throw new ArgumentException($"A vector of {vec.numel()} elements for parameters of {wanted}.", nameof(vec));
                long start = 0;
                foreach (var parameter in parameters)
                {
                    parameter.copy_(vec.narrow(0, start, parameter.numel()).view(parameter.shape));
                    start += parameter.numel();
                }
            }

            private static IEnumerable<Tensor> Gradients(IEnumerable<Parameter> parameters) =>
                parameters.Select(parameter => parameter.grad).OfType<Tensor>();
        }
    }
}
