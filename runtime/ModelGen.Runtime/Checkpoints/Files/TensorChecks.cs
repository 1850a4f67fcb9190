namespace ModelGen.Checkpoints.Files;

/// <summary>Shapes, strides and offsets as they come from a file: nobody has checked them before.</summary>
internal static class TensorChecks
{
    /// <summary>PyTorch's own limit.</summary>
    public const int MaxRank = 64;

    /// <summary>Makes the tensor if every element of it lies inside its storage.</summary>
    /// <param name="source">For the error's place.</param>
    /// <param name="name">The tensor's.</param>
    /// <param name="type">Of its elements.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="strides">In elements, one for each size.</param>
    /// <param name="storage">Where the elements are.</param>
    /// <param name="offset">Of the first element, in elements.</param>
    /// <param name="capacity">Elements of the storage that the tensor may use, from its beginning on.</param>
    /// <exception cref="UserError">It does not fit.</exception>
    public static StoredTensor Create(
        ByteSource source, string name, ElementType type, long[] shape, long[] strides, Storage storage, long offset, long capacity)
    {
        if (shape.Length > MaxRank)
            throw source.Refuse($"{name} has {shape.Length} dimensions, at most {MaxRank} are possible: damaged");
        if (strides.Length != shape.Length)
            throw source.Refuse($"{name} has {shape.Length} sizes but {strides.Length} strides: damaged");
        if (shape.Any(size => size < 0) || strides.Any(stride => stride < 0) || offset < 0)
            throw source.Refuse($"{name} has a negative size, stride or offset: damaged");
        long? count = Count(shape);
        if (count is null || Last(shape, strides, offset, count.Value) is not { } last
            || last >= Math.Min(capacity, storage.Length / type.Size()))
            throw source.Refuse($"{name} ({ShapeText.Of(shape)}) reaches beyond its storage of {capacity} elements: damaged");
        return new StoredTensor(name, type, shape, strides, storage, offset);
    }

    /// <summary>Strides of row-major order.</summary>
    public static long[] RowMajor(long[] shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step = unchecked(step * Math.Max(shape[i], 1));
        }

        return strides;
    }

    /// <summary>The number of elements; null if it is beyond any file.</summary>
    public static long? Count(ReadOnlySpan<long> shape)
    {
        UInt128 count = 1;
        bool empty = false;
        foreach (long size in shape)
        {
            empty |= size == 0;
            count *= (ulong)Math.Max(size, 1);
            if (count > long.MaxValue / 8)
                return null;
        }

        return empty ? 0 : (long)count;
    }

    /// <summary>The index of the last element; -1 for an empty tensor, null if it is beyond any file.</summary>
    private static long? Last(long[] shape, long[] strides, long offset, long count)
    {
        if (count == 0)
            return -1;
        UInt128 last = (ulong)offset;
        for (int i = 0; i < shape.Length; i++)
            last += (UInt128)(ulong)(shape[i] - 1) * (ulong)strides[i];
        return last > long.MaxValue ? null : (long)last;
    }
}
