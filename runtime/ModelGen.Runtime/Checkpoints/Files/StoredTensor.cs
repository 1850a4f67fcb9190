namespace ModelGen.Checkpoints;

/// <summary>One named tensor of a weights file. Its elements stay in the file until they are asked for.</summary>
public sealed class StoredTensor
{
    private readonly Files.Storage storage;
    private readonly long firstElement;
    private readonly long[] strides;

    /// <summary>The caller has checked that shape and strides stay inside the storage: see <see cref="Files.TensorChecks"/>.</summary>
    internal StoredTensor(string name, ElementType type, long[] shape, long[] strides, Files.Storage storage, long firstElement)
    {
        (Name, Type, Shape, this.strides, this.storage, this.firstElement) = (name, type, shape, strides, storage, firstElement);
        ElementCount = shape.Aggregate(1L, (product, size) => product * size);
    }

    /// <summary>Its path in the file, containers included: <c>state_dict.module.conv1.weight</c>.</summary>
    public string Name { get; }

    public ElementType Type { get; }

    /// <summary>Empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    public long ElementCount { get; }

    /// <summary>The same tensor by another name.</summary>
    public StoredTensor Named(string name) => new(name, Type, (long[])Shape, strides, storage, firstElement);

    /// <summary>Compares the file's bytes with their checksum, where the format has one.</summary>
    /// <exception cref="UserError">They are not what was saved.</exception>
    public void Verify() => storage.Verify();

    /// <summary>All elements in row-major order as little-endian bytes of the given type (default: its own).</summary>
    /// <exception cref="UserError">The tensor has more bytes than an array holds.</exception>
    public byte[] ToArray(ElementType? type = null)
    {
        long length = ElementCount * (type ?? Type).Size();
        if (length > Array.MaxLength)
            throw new UserError($"{Name}: a tensor of {length} bytes: at most {Array.MaxLength} are supported");
        byte[] bytes = new byte[length];
        CopyTo(bytes, type ?? Type);
        return bytes;
    }

    /// <summary>Writes all elements in row-major order, converted to the given type as PyTorch converts.</summary>
    /// <param name="destination">Exactly as long as the elements are.</param>
    /// <param name="type">The destination's.</param>
    public void CopyTo(Span<byte> destination, ElementType type)
    {
        if (destination.Length != ElementCount * type.Size())
            throw new ArgumentException($"{destination.Length} bytes for {ElementCount} elements of {type.Name()}", nameof(destination));
        if (type == Type)
        {
            Files.StridedCopy.Run(storage, Type.Size(), firstElement, (long[])Shape, strides, destination);
            return;
        }

        byte[] own = new byte[ElementCount * Type.Size()];
        Files.StridedCopy.Run(storage, Type.Size(), firstElement, (long[])Shape, strides, own);
        Files.ElementConversion.Run(own, Type, destination, type);
    }

    public override string ToString() => $"{Name}: {Type.Name()} {Files.ShapeText.Of(Shape)}";
}
