using ModelGen.Checkpoints.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints.Matching;

/// <summary>A parameter or buffer of a model, as far as weights have to fit it.</summary>
internal sealed record ModelTensor(string Name, ElementType Type, IReadOnlyList<long> Shape)
{
    /// <summary>How often a norm has seen a batch: absent from old files, and no norm of ours computes with it.</summary>
    public bool IsCounter => Name == Counter || Name.EndsWith("." + Counter, StringComparison.Ordinal);

    private const string Counter = "num_batches_tracked";

    public static ModelTensor Of(string name, Tensor tensor) => new(name, TypeOf(tensor.dtype), tensor.shape);

    public static ElementType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Bool => ElementType.Bool,
        ScalarType.Byte => ElementType.UInt8,
        ScalarType.Int8 => ElementType.Int8,
        ScalarType.Int16 => ElementType.Int16,
        ScalarType.Int32 => ElementType.Int32,
        ScalarType.Int64 => ElementType.Int64,
        ScalarType.Float16 => ElementType.Float16,
        ScalarType.BFloat16 => ElementType.BFloat16,
        ScalarType.Float32 => ElementType.Float32,
        ScalarType.Float64 => ElementType.Float64,
        _ => throw new NotSupportedException($"{type}: weights of this type are not supported"),
    };

    /// <summary>
    /// Whether a tensor of that shape holds its elements: the same shape, or one element whatever the rank (PyTorch 0.3 had no scalars).
    /// </summary>
    public bool Fits(StoredTensor tensor) => tensor.Shape.SequenceEqual(Shape) || (tensor.ElementCount == 1 && Shape.Count == 0);

    public override string ToString() => $"{Name} ({ShapeText.Of(Shape)})";
}
