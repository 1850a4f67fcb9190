using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Hdf5;

namespace ModelGen.Checkpoints.Keras;

/// <summary>A layer's variables as they are in the file.</summary>
/// <param name="Name">Its path: <c>block1_conv1</c>, <c>backbone.conv2d_1</c>.</param>
/// <param name="Variables">Names without <c>:0</c>.</param>
/// <param name="IsDepthwise">Its kernel is a depthwise one; null: its name tells.</param>
internal sealed record KerasLayer(string Name, IReadOnlyList<(string Name, Hdf5Object Data)> Variables, bool? IsDepthwise = null)
{
    public IEnumerable<StoredTensor> Tensors()
    {
        var variables = Variables.Select(v => (v.Name, v.Data, Role: KerasVariable.RoleOf(v.Name))).ToList();
        bool separable = variables.Exists(v => v.Role == KerasRole.PointwiseKernel);
        bool depthwise = IsDepthwise ?? Name.Contains("depthwise", StringComparison.OrdinalIgnoreCase);
        foreach (var (name, data, found) in variables)
        {
            var role = found == KerasRole.Kernel && depthwise ? KerasRole.DepthwiseKernel : found;
            yield return Tensor($"{Name}.{KerasVariable.Key(role, name, separable)}", data, role);
        }
    }

    private static StoredTensor Tensor(string name, Hdf5Object data, KerasRole role)
    {
        var (type, stored, address) = data.Dataset();
        var source = data.File.Source;
        if (TensorChecks.Count(stored) is not { } count)
            throw source.Refuse($"{data.Path} has the shape {ShapeText.Of(stored)}: damaged");
        var (shape, strides) = KerasVariable.Layout(role, stored);
        return TensorChecks.Create(source, name, type, shape, strides, new Storage(source, address, count * type.Size()), 0, count);
    }
}
