using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// x·Φ(x), Φ the normal distribution's cumulative function. In place, the result is a second wrapper of the input.
            /// </summary>
            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false)
            {
                string method = approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
                return inplace ? Aten.gelu_.CallInPlace(x, method).alias() : Aten.gelu.Call(x, method);
            }
        }
    }
}
