using System.Text.RegularExpressions;

namespace ModelGen.Checkpoints.Keras;

/// <summary>What a layer's variable is, by Keras's name for it, and how torch.nn calls it and lays it out.</summary>
internal enum KerasRole
{
    Kernel,
    DepthwiseKernel,
    PointwiseKernel,
    Bias,
    Gamma,
    Beta,
    Mean,
    Variance,

    /// <summary>Of a layer that torch.nn has not, or that somebody wrote: kept as it is.</summary>
    Other,
}

/// <summary>
/// Names and layouts of variables. Keras keeps kernels as [height, width, in, out], torch.nn as [out, in, height, width]; a depthwise
/// kernel [height, width, channels, multiplier] is there [channels · multiplier, 1, height, width], and a dense one [in, out] is [out, in].
/// </summary>
internal static partial class KerasVariable
{
    // Keras 1 wrote layer_W, and TensorFlow made it layer_W_1.
    private static readonly (string Word, KerasRole Role)[] Words =
    [
        ("depthwise_kernel", KerasRole.DepthwiseKernel), ("pointwise_kernel", KerasRole.PointwiseKernel), ("kernel", KerasRole.Kernel), ("W", KerasRole.Kernel),
        ("bias", KerasRole.Bias), ("b", KerasRole.Bias), ("gamma", KerasRole.Gamma), ("beta", KerasRole.Beta),
        ("moving_mean", KerasRole.Mean), ("running_mean", KerasRole.Mean),
        ("moving_variance", KerasRole.Variance), ("running_variance", KerasRole.Variance), ("running_std", KerasRole.Variance),
    ];

    /// <summary>By a name without its <c>:0</c>: <c>kernel</c>, <c>block1_conv1_W_1</c>.</summary>
    public static KerasRole RoleOf(string name)
    {
        string plain = Number().Replace(name, "");
        foreach (var (word, role) in Words)
        {
            if (plain == word || plain.EndsWith("_" + word, StringComparison.Ordinal))
                return role;
        }

        return KerasRole.Other;
    }

    /// <summary>torch.nn's name in a layer; a separable convolution is two of them.</summary>
    public static string Key(KerasRole role, string name, bool separable) => role switch
    {
        KerasRole.Kernel or KerasRole.Gamma => "weight",
        KerasRole.DepthwiseKernel => separable ? "depthwise.weight" : "weight",
        KerasRole.PointwiseKernel => "pointwise.weight",
        KerasRole.Bias => separable ? "pointwise.bias" : "bias",
        KerasRole.Beta => "bias",
        KerasRole.Mean => "running_mean",
        KerasRole.Variance => "running_var",
        _ => name,
    };

    /// <summary>torch.nn's shape of a variable, and the strides that find its elements where Keras has them.</summary>
    public static (long[] Shape, long[] Strides) Layout(KerasRole role, long[] shape)
    {
        long[] strides = Files.TensorChecks.RowMajor(shape);
        int rank = shape.Length;
        if (role == KerasRole.DepthwiseKernel && rank == 4)
            return ([unchecked(shape[2] * shape[3]), 1, shape[0], shape[1]], [1, 1, strides[0], strides[1]]);
        if (role is not (KerasRole.Kernel or KerasRole.PointwiseKernel) || rank < 2)
            return (shape, strides);
        int[] order = [rank - 1, rank - 2, .. Enumerable.Range(0, rank - 2)];
        return ([.. order.Select(i => shape[i])], [.. order.Select(i => strides[i])]);
    }

    [GeneratedRegex(@"_\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
