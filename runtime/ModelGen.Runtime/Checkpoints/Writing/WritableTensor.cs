namespace ModelGen.Checkpoints;

/// <summary>A tensor to be written to a weights file.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Type">Of its elements.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="Elements">All elements in row-major order, little-endian; asked for once or twice, when they are needed.</param>
public sealed record WritableTensor(string Name, ElementType Type, IReadOnlyList<long> Shape, Func<byte[]> Elements)
{
    /// <summary>A tensor of another file, converted if a floating-point type is given and it is of one.</summary>
    public static WritableTensor Of(StoredTensor tensor, ElementType? floatingPoint = null)
    {
        var type = floatingPoint is { } given && tensor.Type.IsFloatingPoint() ? given : tensor.Type;
        return new(tensor.Name, type, tensor.Shape, () => tensor.ToArray(type));
    }

    internal long Length => Shape.Aggregate(1L, (product, size) => product * size) * Type.Size();
}
