namespace TorchSharp;

/// <summary>Where a tensor's elements lie in memory.</summary>
internal static class TensorMemory
{
    /// <exception cref="InvalidOperationException">The tensor is not on the CPU.</exception>
    public static void ValidateDevice(torch.Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU)
        {
            throw new InvalidOperationException(
                "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }
    }

    /// <summary>The distance in elements from the first one to the element of a number in row order.</summary>
    public static long Offset(long index, long[] shape, long[] strides)
    {
        long offset = 0;
        for (int dim = shape.Length - 1; dim >= 0; dim--)
        {
            (index, long place) = Math.DivRem(index, shape[dim]);
            offset += place * strides[dim];
        }
        return offset;
    }

    public static bool IsContiguous(long[] shape, long[] strides)
    {
        long expected = 1;
        for (int dim = shape.Length - 1; dim >= 0; dim--)
        {
            if (shape[dim] != 1 && strides[dim] != expected)
                return false;
            expected *= shape[dim];
        }
        return true;
    }
}
