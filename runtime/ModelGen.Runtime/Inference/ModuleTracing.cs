using ModelGen.Inference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>How torch's own modules are recorded in an inference form: with copies of their weights, as they compute in eval mode.</summary>
public static class ModuleTracing
{
    /// <summary>Records a module. One that is not known is called as it is, and keeps reading its own weights.</summary>
    public static InferenceValue Trace(this nn.Module<Tensor, Tensor> module, InferenceValue input) => module switch
    {
        IInferenceForm form => form.Trace(input),
        Conv2d { padding_mode: PaddingModes.Zeros, padding: { } padding } conv => input.Record(Conv(conv, input.Graph, padding)),
        Linear linear => input.Record(new InferenceOp.Linear(input.Graph.Weight(linear.weight), Copy(input.Graph, linear.bias))),
        BatchNorm2d { running_mean: not null, running_var: not null } norm => input.Record(Affine(norm, input.Graph)),
        Dropout or Dropout2d or AlphaDropout or DropPath or DropBlock2d => input,
        LayerNorm norm => input.Map(Function(norm, input.Graph)),
        LayerNorm2d norm => input.Map(Function(norm, input.Graph)),
        GroupNorm norm => input.Map(Function(norm, input.Graph)),
        PReLU slopes => input.Map(input.Graph.WithCopies([slopes.weight], (x, copies) => nn.functional.prelu(x, copies[0]!))),
        ConvTranspose2d conv => input.Map(Function(conv, input.Graph)),
        _ => AsItIs(module, input),
    };

    /// <summary>Records a convolution with <c>padding: same</c>; see <see cref="SamePadding"/>.</summary>
    public static InferenceValue TraceSame(this Conv2d convolution, InferenceValue input) => input.Record(Conv(convolution, input.Graph, null));

    private static InferenceValue AsItIs(nn.Module<Tensor, Tensor> module, InferenceValue input)
    {
        input.Graph.ReadsModel = true;
        return input.Map(module.call);
    }

    private static Tensor? Copy(InferenceGraph graph, Tensor? tensor) => tensor is null ? null : graph.Copy(tensor);

    private static InferenceOp.Conv Conv(Conv2d conv, InferenceGraph graph, long[]? padding) => new(
        graph.Weight(conv.weight),
        Copy(graph, conv.bias),
        InferenceValue.Pair(conv.stride),
        padding is null ? null : InferenceValue.Pair(padding),
        InferenceValue.Pair(conv.dilation),
        conv.groups);

    /// <summary>A batch norm in eval mode: (x − mean) / √(variance + ε) · weight + bias, as one factor and one summand, found in float64.</summary>
    private static InferenceOp.Affine Affine(BatchNorm2d norm, InferenceGraph graph)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var scale = (norm.running_var!.to(ScalarType.Float64) + norm.eps).rsqrt();
        if (norm.weight is { } weight)
            scale = scale * weight.to(ScalarType.Float64);
        var shift = norm.running_mean!.to(ScalarType.Float64).neg() * scale;
        if (norm.bias is { } bias)
            shift = shift + bias.to(ScalarType.Float64);
        var dtype = norm.running_mean.dtype;
        return new InferenceOp.Affine(graph.Own(scale.to(dtype)), graph.Own(shift.to(dtype)));
    }

    private static Func<Tensor, Tensor> Function(LayerNorm norm, InferenceGraph graph)
    {
        long[] shape = norm.normalized_shape;
        double eps = norm.eps;
        return graph.WithCopies([norm.weight, norm.bias], (x, copies) => nn.functional.layer_norm(x, shape, copies[0], copies[1], eps));
    }

    private static Func<Tensor, Tensor> Function(LayerNorm2d norm, InferenceGraph graph)
    {
        double eps = norm.eps;
        return graph.WithCopies([norm.weight, norm.bias], (x, copies) =>
        {
            using var last = x.permute(0, 2, 3, 1);
            using var normalized = nn.functional.layer_norm(last, [last.shape[3]], copies[0], copies[1], eps);
            return normalized.permute(0, 3, 1, 2);
        });
    }

    private static Func<Tensor, Tensor> Function(GroupNorm norm, InferenceGraph graph)
    {
        long groups = norm.num_groups;
        double eps = norm.eps;
        return graph.WithCopies([norm.weight, norm.bias], (x, copies) => nn.functional.group_norm(x, groups, copies[0], copies[1], eps));
    }

    private static Func<Tensor, Tensor> Function(ConvTranspose2d conv, InferenceGraph graph)
    {
        var (stride, padding, outputPadding, dilation, groups) = (conv.stride, conv.padding, conv.output_padding, conv.dilation, conv.groups);
        return graph.WithCopies([conv.weight, conv.bias], (x, copies) =>
            nn.functional.conv_transpose2d(x, copies[0]!, copies[1], stride, padding, outputPadding, dilation, groups));
    }
}
