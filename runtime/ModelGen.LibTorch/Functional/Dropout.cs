using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Dropout. In place, the result is a second wrapper of the input.
        public static partial class functional
        {
            /// <summary>Sets elements to zero with probability <paramref name="p"/>, and divides the others by 1 - p.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                inplace ? Aten.dropout_.CallInPlace(input, p, training).alias() : Aten.dropout.Call(input, p, training);

            /// <summary>Drops whole channels of sequences.</summary>
            public static Tensor dropout1d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                FeatureDropout(input, p, training, inplace, input.Dimensions == 2);

            /// <summary>Drops whole channels of pictures. A batch of three dimensions is read as N×C×L, as PyTorch does.</summary>
            public static Tensor dropout2d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                FeatureDropout(input, p, training, inplace, unbatched: false);

            /// <summary>Drops whole channels of volumes.</summary>
            public static Tensor dropout3d(Tensor input, double p = 0.5, bool training = true, bool inplace = false) =>
                FeatureDropout(input, p, training, inplace, input.Dimensions == 4);

            /// <summary>Dropout that keeps mean and variance of self-normalising activations (Klambauer et al. 2017, section 2).</summary>
            public static Tensor alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                inplace ? Aten.alpha_dropout_.CallInPlace(input, p, training).alias() : Aten.alpha_dropout.Call(input, p, training);

            public static Tensor feature_alpha_dropout(Tensor input, double p = 0.5, bool training = false, bool inplace = false) =>
                inplace
                    ? Aten.feature_alpha_dropout_.CallInPlace(input, p, training).alias()
                    : Aten.feature_alpha_dropout.Call(input, p, training);

            private static Tensor FeatureDropout(Tensor input, double p, bool training, bool inplace, bool unbatched)
            {
                if (inplace)
                {
                    using var view = unbatched ? input.unsqueeze(0) : input.alias();
                    Aten.feature_dropout_.Run(view, p, training);
                    return input.alias();
                }
                if (!unbatched)
                    return Aten.feature_dropout.Call(input, p, training);
                using var batch = input.unsqueeze(0);
                using var dropped = Aten.feature_dropout.Call(batch, p, training);
                return dropped.squeeze(0);
            }
        }
    }
}
