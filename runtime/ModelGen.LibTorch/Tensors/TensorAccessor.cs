using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>
/// The elements of a tensor in row order, whatever its strides. It reads and writes the tensor's own memory, and keeps it alive as long as
/// nobody disposes it.
/// </summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;
    private readonly T* first;
    private torch.Tensor? tensor;

    internal TensorAccessor(torch.Tensor tensor)
    {
        TensorMemory.ValidateDevice(tensor);
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = TensorMemory.IsContiguous(shape, strides);
        first = (T*)tensor.DataPointer;
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    /// <summary>The element at one index a dimension, or at one number in row order.</summary>
    /// <exception cref="IndexOutOfRangeException">An index is outside its dimension.</exception>
    public T this[params long[] indices]
    {
        get
        {
            T value = *At(indices);
            GC.KeepAlive(tensor);
            return value;
        }
        set
        {
            *At(indices) = value;
            GC.KeepAlive(tensor);
        }
    }

    /// <summary>All elements in row order.</summary>
    public T[] ToArray()
    {
        T[] array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>The elements in an array of the tensor's shape; of one element for a number.</summary>
    public Array ToNDArray()
    {
        if (shape.Length <= 1)
            return ToArray();
        var array = NewArray();
        CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length));
        return array;
    }

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on until either side ends.</summary>
    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        int count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (contiguous)
        {
            new ReadOnlySpan<T>(Live + tensorIndex, count).CopyTo(target);
        }
        else
        {
            for (int k = 0; k < count; k++)
                target[k] = Live[TensorMemory.Offset(tensorIndex + k, shape, strides)];
        }
        GC.KeepAlive(tensor);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) =>
        CopyFrom((ReadOnlySpan<T>)array, arrayIndex, tensorIndex);

    /// <summary>Copies elements to the tensor from <paramref name="tensorIndex"/> on until either side ends.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        int count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (contiguous)
        {
            source[..count].CopyTo(new Span<T>(Live + tensorIndex, count));
        }
        else
        {
            for (int k = 0; k < count; k++)
                Live[TensorMemory.Offset(tensorIndex + k, shape, strides)] = source[k];
        }
        GC.KeepAlive(tensor);
    }

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Compiled ahead of time, ranks up to six are known statically.")]
    private Array NewArray() => shape.Length switch
    {
        2 => new T[shape[0], shape[1]],
        3 => new T[shape[0], shape[1], shape[2]],
        4 => new T[shape[0], shape[1], shape[2], shape[3]],
        5 => new T[shape[0], shape[1], shape[2], shape[3], shape[4]],
        6 => new T[shape[0], shape[1], shape[2], shape[3], shape[4], shape[5]],
        _ => Array.CreateInstance(typeof(T), shape),
    };

    public IEnumerator<T> GetEnumerator()
    {
        for (long k = 0; k < Count; k++)
            yield return this[k];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Lets go of the tensor, without disposing it.</summary>
    public void Dispose() => tensor = null;

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => HashCode.Combine(Count, (nint)first);

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right) =>
        left.Count == right.Count && left.SequenceEqual(right);

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    internal static T ReadItemAt(torch.Tensor tensor, long index)
    {
        tensor.ValidateType(typeof(T));
        return new TensorAccessor<T>(tensor)[index];
    }

    private T* Live => tensor is { IsInvalid: false } ? first : throw new InvalidOperationException("Tensor invalid -- empty handle.");

    private T* At(long[] indices)
    {
        if (indices.Length == 1)
        {
            if (indices[0] < 0 || indices[0] >= Count)
                throw new IndexOutOfRangeException($"{indices[0]} is outside a tensor of {Count} elements.");
            return Live + (contiguous ? indices[0] : TensorMemory.Offset(indices[0], shape, strides));
        }
        if (indices.Length != shape.Length)
            throw new IndexOutOfRangeException($"{indices.Length} indices for a tensor of {shape.Length} dimensions.");
        long offset = 0;
        for (int dim = 0; dim < shape.Length; dim++)
        {
            if (indices[dim] < 0 || indices[dim] >= shape[dim])
                throw new IndexOutOfRangeException($"{indices[dim]} >= {shape[dim]} in dimension {dim}.");
            offset += indices[dim] * strides[dim];
        }
        return Live + offset;
    }
}
