using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            private static readonly Operator qr = new("linalg_qr");

            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator? generator = null)
            {
                using var _ = no_grad();
                return tensor.uniform_(low, high, generator);
            }

            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator? generator = null)
            {
                using var _ = no_grad();
                return tensor.normal_(mean, std, generator);
            }

            /// <summary>Draws from the normal distribution inside [a, b], by the inverse of its cumulative function.</summary>
            public static Tensor trunc_normal_(
                Tensor tensor, double mean = 0, double std = 1, double a = -2, double b = 2, Generator? generator = null)
            {
                double lower = NormalCdf((a - mean) / std);
                double upper = NormalCdf((b - mean) / std);
                using var _ = no_grad();
                tensor.uniform_(2 * lower - 1, 2 * upper - 1, generator);
                return tensor.erfinv_().mul_(std * Math.Sqrt(2)).add_(mean).clamp_(a, b);
            }

            /// <summary>
            /// Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", uniform.
            /// </summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                double bound = Math.Sqrt(3) * XavierDeviation(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <summary>
            /// Glorot and Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks", normal.
            /// </summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, XavierDeviation(tensor, gain));

            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>He et al. 2015, "Delving deep into rectifiers", uniform.</summary>
            /// <param name="tensor">The weight.</param>
            /// <param name="a">The negative slope of the rectifier that follows.</param>
            /// <param name="mode">Whether the variance is kept forwards or backwards.</param>
            /// <param name="nonlinearity">The function that follows.</param>
            public static Tensor kaiming_uniform_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                if (tensor.shape.Contains(0))
                    return tensor;
                double bound = Math.Sqrt(3) * KaimingDeviation(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>He et al. 2015, "Delving deep into rectifiers", normal.</summary>
            /// <inheritdoc cref="kaiming_uniform_"/>
            public static Tensor kaiming_normal_(
                Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                tensor.shape.Contains(0) ? tensor : normal_(tensor, 0, KaimingDeviation(tensor, a, mode, nonlinearity));

            /// <summary>
            /// A random orthogonal matrix of the first dimension by all others: Saxe et al. 2013, "Exact solutions to the nonlinear
            /// dynamics of
            /// learning in deep linear neural networks"; made uniform after Mezzadri 2006, "How to generate random matrices from the
            /// classical
            /// compact groups", section 5.
            /// </summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static Tensor orthogonal_(Tensor tensor, double gain = 1)
            {
                long[] shape = tensor.shape;
                if (shape.Length < 2)
                    throw new ArgumentException("Only tensors with 2 or more dimensions are supported");
                if (shape.Contains(0))
                    return tensor;
                long rows = shape[0];
                long columns = shape.Skip(1).Aggregate(1L, (product, size) => product * size);
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                var flat = empty([rows, columns], dtype: tensor.dtype, device: tensor.device).normal_();
                var (q, r) = qr.CallPair(rows < columns ? flat.t() : flat);
                q.mul_(r.diagonal().sign());
                tensor.copy_((rows < columns ? q.t() : q).reshape(shape)).mul_(gain);
                return tensor;
            }

            /// <summary>
            /// Draws a matrix from the normal distribution and empties a share of each column: Martens 2010, "Deep learning via Hessian-
            /// free
            /// optimization".
            /// </summary>
            /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.Dimensions != 2)
                    throw new ArgumentException("Only tensors with 2 dimensions are supported");
                var (rows, columns) = (tensor.shape[0], tensor.shape[1]);
                long zeros = (long)Math.Ceiling(sparsity * rows);
                using var _ = no_grad();
                using var scope = NewDisposeScope();
                tensor.normal_(0, std);
                for (long column = 0; column < columns; column++)
                    tensor.select(1, column).index_fill_(0, randperm(rows).narrow(0, 0, zeros), 0);
                return tensor;
            }

            private static double XavierDeviation(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double KaimingDeviation(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity) =>
                calculate_gain(nonlinearity, a) / Math.Sqrt(Fan(tensor, mode));

            private static double NormalCdf(double x)
            {
                using var argument = tensor(x / Math.Sqrt(2), ScalarType.Float64);
                using var value = argument.erf();
                return (1 + value.item<double>()) / 2;
            }
        }
    }
}
