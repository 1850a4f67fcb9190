using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Copies elements in row order to a new tensor, converted where another type is wanted.</summary>
    /// <exception cref="ArgumentException">There are fewer elements than the shape needs.</exception>
    private static unsafe Tensor FromElements<T>(
        ReadOnlySpan<T> elements, ReadOnlySpan<long> shape, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad,
        string[]? names)
        where T : unmanaged
    {
        long wanted = 1;
        foreach (long size in shape)
            wanted *= size;
        if (wanted > elements.Length)
            throw new ArgumentException($"mismatched total size creating a tensor from an array: {wanted} vs. {elements.Length}");
        nint handle;
        fixed (T* first = elements)
        fixed (long* sizes = shape)
        {
            // An empty span pins to null.
            T nothing = default;
            Native.Check(Native.modelgen_tensor_copy_from(
                first is null ? &nothing : first, wanted * sizeof(T), sizes, shape.Length, (int)type, out handle));
        }
        return Finished(new Tensor(handle), dtype, device, requires_grad, names);
    }

    private static Tensor FromScalar(Scalar value, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad) =>
        Filled([], value, dtype ?? type, device, requires_grad, null);

    private static Tensor FromScalar(Scalar value) => FromScalar(value, value.Type, null, null, false);

    /// <summary>Moves a new tensor to its type and device; what it was before is freed.</summary>
    private static Tensor Finished(Tensor tensor, ScalarType? dtype, Device? device, bool requires_grad, string[]? names)
    {
        var place = InitializeDevice(device);
        if ((dtype is { } type && type != tensor.dtype) || place.type != tensor.device_type)
        {
            var raw = tensor;
            tensor = raw.to(dtype ?? raw.dtype, place);
            raw.Dispose();
        }
        if (requires_grad)
            tensor.requires_grad = true;
        return Named(tensor, names);
    }

    private static Tensor Named(Tensor tensor, string[]? names) => names is { Length: > 0 } ? tensor.rename_(names) : tensor;

    private static ReadOnlySpan<T> Elements<T>(IList<T> list) => list switch
    {
        T[] array => array,
        List<T> items => CollectionsMarshal.AsSpan(items),
        _ => list.ToArray(),
    };

    /// <summary>All elements of an array of any rank, in row order.</summary>
    private static ReadOnlySpan<T> Flat<T>(Array array) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);

    private static long[] Shape(Array array) => [.. Enumerable.Range(0, array.Rank).Select(array.GetLongLength)];

    private static ScalarType ElementType(Type type) =>
        type == typeof(byte) ? ScalarType.Byte
        : type == typeof(sbyte) ? ScalarType.Int8
        : type == typeof(short) ? ScalarType.Int16
        : type == typeof(int) ? ScalarType.Int32
        : type == typeof(long) ? ScalarType.Int64
        : type == typeof(Half) ? ScalarType.Float16
        : type == typeof(BFloat16) ? ScalarType.BFloat16
        : type == typeof(float) ? ScalarType.Float32
        : type == typeof(double) ? ScalarType.Float64
        : type == typeof(bool) ? ScalarType.Bool
        : type == typeof((float, float)) ? ScalarType.ComplexFloat32
        : type == typeof(Complex) ? ScalarType.ComplexFloat64
        : throw new NotSupportedException($"A tensor cannot hold elements of type {type.Name}.");
}
