using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor over an array's own memory, whatever its rank: writing one writes the other. The array lives as long as the tensor.
    /// </summary>
    public static Tensor from_array(Array rawArray, Device? device = null) => from_array(rawArray, null, device ?? CPU);

    /// <param name="dtype">Another type, or a device that is not the CPU, makes the tensor a copy.</param>
    public static Tensor from_array(
        Array rawArray, ScalarType? dtype, Device? device = null, bool requires_grad = false, string[]? names = null) =>
        Finished(Over(rawArray, Shape(rawArray), 0), dtype, device, requires_grad, names);

    public static Tensor as_tensor(Array data, ScalarType? dtype = null, Device? device = null) => from_array(data, dtype, device);

    public static Tensor as_tensor(Tensor data, ScalarType? dtype = null, Device? device = null) =>
        (dtype is null || dtype == data.dtype) && (device is null || device.type == data.device_type)
            ? data.alias()
            : data.to(dtype ?? data.dtype, device ?? data.device);

    /// <summary>
    /// A tensor over <paramref name="count"/> elements of an array, from element <paramref name="offset"/> on; all that follow for -1.
    /// </summary>
    /// <exception cref="ArgumentException">The offset is outside the array.</exception>
    /// <exception cref="IndexOutOfRangeException">There are fewer elements than <paramref name="count"/>.</exception>
    public static Tensor frombuffer(Array rawArray, ScalarType dtype, long count = -1, long offset = 0, bool requires_grad = false)
    {
        if (offset < 0 || offset >= rawArray.LongLength)
            throw new ArgumentException($"invalid value for 'offset': {offset}");
        if (count > rawArray.LongLength - offset)
            throw new IndexOutOfRangeException($"element count is too large: {count}");
        return Finished(Over(rawArray, [count < 0 ? rawArray.LongLength - offset : count], offset), dtype, CPU, requires_grad, null);
    }

    private static unsafe Tensor Over(Array array, long[] shape, long offset)
    {
        var elementType = array.GetType().GetElementType()!;
        var type = ElementType(elementType);
        // The handle keeps the array where it is until the last view of the tensor is gone.
        var owner = new PinnedGCHandle<object>(array);
        byte* first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array)) + (offset * type.ElementSize());
        nint handle;
        int outcome;
        fixed (long* sizes = shape)
        {
            outcome = Native.modelgen_tensor_over(
                first, sizes, shape.Length, (int)type, &Release, (void*)PinnedGCHandle<object>.ToIntPtr(owner), out handle);
        }
        if (outcome != 0)
            owner.Dispose();
        Native.Check(outcome);
        return new Tensor(handle);
    }

    [UnmanagedCallersOnly]
    private static unsafe void Release(void* owner) => PinnedGCHandle<object>.FromIntPtr((nint)owner).Dispose();
}
