using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    /// <summary>A parameter that takes over the values of a tensor, which is empty afterwards.</summary>
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);
}
