using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns.</summary>
public class Parameter : Tensor
{
    /// <param name="data">The values. The parameter takes them over: this tensor is empty afterwards.</param>
    /// <param name="requires_grad">Whether gradients are wanted for it.</param>
    public Parameter(Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle(), register: false) =>
        DisposeScope.Replace(data, this);
}
