using ModelGen.Providers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// A batch norm with the sum and the rectifier that follow it. Where the provider has one operator for them, the norm's passes over memory do
/// the rest on their way, and autograd keeps less; elsewhere, and for modules with hooks, the steps run one by one. Inputs stay as they were.
/// </summary>
public static class NormActivation
{
    /// <summary><c>norm(input)</c>, negative values made zero. Shape as <paramref name="input"/>'s: N × C × H × W.</summary>
    public static Tensor CallRelu(this BatchNorm2d norm, Tensor input) =>
        TorchProvider.Current.NormAddClamp(norm, input, null, 0, double.PositiveInfinity) ?? norm.call(input).relu_();

    /// <summary><c>norm(input)</c>, held between 0 and 6.</summary>
    public static Tensor CallRelu6(this BatchNorm2d norm, Tensor input) =>
        TorchProvider.Current.NormAddClamp(norm, input, null, 0, 6) ?? Relu6(norm.call(input));

    /// <summary><c>norm(input) + shortcut</c>.</summary>
    /// <param name="shortcut">Of the norm's output's shape.</param>
    public static Tensor CallAdd(this BatchNorm2d norm, Tensor input, Tensor shortcut) =>
        TorchProvider.Current.NormAddClamp(norm, input, shortcut, double.NegativeInfinity, double.PositiveInfinity) ?? norm.call(input).add_(shortcut);

    /// <summary><c>norm(input) + shortcut</c>, negative values made zero.</summary>
    public static Tensor CallAddRelu(this BatchNorm2d norm, Tensor input, Tensor shortcut) =>
        TorchProvider.Current.NormAddClamp(norm, input, shortcut, 0, double.PositiveInfinity) ?? norm.call(input).add_(shortcut).relu_();

    /// <summary><c>norm(input) + shortcut</c>, held between 0 and 6.</summary>
    public static Tensor CallAddRelu6(this BatchNorm2d norm, Tensor input, Tensor shortcut) =>
        TorchProvider.Current.NormAddClamp(norm, input, shortcut, 0, 6) ?? Relu6(norm.call(input).add_(shortcut));

    private static Tensor Relu6(Tensor values)
    {
        using (values)
            return values.relu6();
    }
}
