namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            public static Tensor constant_(Tensor tensor, Scalar val)
            {
                using var _ = no_grad();
                return tensor.fill_(val);
            }

            public static Tensor ones_(Tensor tensor) => constant_(tensor, 1);

            public static Tensor zeros_(Tensor tensor)
            {
                using var _ = no_grad();
                return tensor.zero_();
            }

            /// <summary>Makes a matrix the identity.</summary>
            /// <exception cref="ArgumentException">The tensor is no matrix.</exception>
            public static Tensor eye_(Tensor tensor)
            {
                if (tensor.Dimensions != 2)
                    throw new ArgumentException("Only tensors with 2 dimensions are supported");
                using var _ = no_grad();
                tensor.zero_();
                using var diagonal = tensor.diagonal();
                diagonal.fill_(1);
                return tensor;
            }

            /// <summary>Makes the weight of a convolution the identity, as far as it has channels.</summary>
            /// <exception cref="ArgumentException">The tensor has not 3, 4 or 5 dimensions.</exception>
            public static Tensor dirac_(Tensor tensor)
            {
                long[] shape = tensor.shape;
                if (shape.Length is < 3 or > 5)
                    throw new ArgumentException("Only tensors with 3, 4, or 5 dimensions are supported");
                using var _ = no_grad();
                tensor.zero_();
                using var diagonal = tensor.diagonal(0, 0, 1);
                FillCentre(diagonal, shape, 2);
                return tensor;
            }

            // The middle of the kernel: each remaining dimension moves to the front when one before it is selected.
            private static void FillCentre(Tensor tensor, long[] shape, int dimension)
            {
                if (dimension == shape.Length)
                {
                    tensor.fill_(1);
                    return;
                }
                using var middle = tensor.select(0, shape[dimension] / 2);
                FillCentre(middle, shape, dimension + 1);
            }
        }
    }
}
