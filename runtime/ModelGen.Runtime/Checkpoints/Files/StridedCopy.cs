using System.Runtime.InteropServices;

namespace ModelGen.Checkpoints.Files;

/// <summary>
/// Copies a tensor's elements into row-major order. Most are stored that way and are copied in one piece; those of a transposed,
/// channels-last or otherwise strided tensor are gathered.
/// </summary>
internal static class StridedCopy
{
    public static void Run(Storage storage, int elementSize, long first, long[] shape, long[] strides, Span<byte> destination)
    {
        if (destination.IsEmpty)
            return;
        if (IsRowMajor(shape, strides))
        {
            storage.Read(first * elementSize, destination);
            return;
        }

        long reach = 1;
        for (int i = 0; i < shape.Length; i++)
            reach += (shape[i] - 1) * strides[i];
        long count = destination.Length / elementSize;
        // A few elements that lie far apart are fetched one by one, so that the work never grows beyond the tensor's own size.
        if (reach > (4 * count) + 1024 || reach * elementSize > Array.MaxLength)
        {
            Fetch(storage, elementSize, first, shape, strides, destination);
            return;
        }

        byte[] window = new byte[reach * elementSize];
        storage.Read(first * elementSize, window);
        switch (elementSize)
        {
            case 1: Gather<byte>(window, shape, strides, destination); break;
            case 2: Gather<ushort>(window, shape, strides, destination); break;
            case 4: Gather<uint>(window, shape, strides, destination); break;
            default: Gather<ulong>(window, shape, strides, destination); break;
        }
    }

    private static bool IsRowMajor(long[] shape, long[] strides)
    {
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] != 1 && strides[i] != step)
                return false;
            step *= shape[i];
        }

        return true;
    }

    private static void Gather<T>(byte[] window, long[] shape, long[] strides, Span<byte> destination)
        where T : struct
    {
        var from = MemoryMarshal.Cast<byte, T>(window.AsSpan());
        var to = MemoryMarshal.Cast<byte, T>(destination);
        var walk = new StridedWalk(shape, strides);
        for (int i = 0; i < to.Length; i++)
            to[i] = from[(int)walk.Next()];
    }

    private static void Fetch(Storage storage, int elementSize, long first, long[] shape, long[] strides, Span<byte> destination)
    {
        var walk = new StridedWalk(shape, strides);
        for (int at = 0; at < destination.Length; at += elementSize)
            storage.Read((first + walk.Next()) * elementSize, destination.Slice(at, elementSize));
    }
}

/// <summary>The places of a strided tensor's elements, in row-major order of their indices.</summary>
internal struct StridedWalk(long[] shape, long[] strides)
{
    private readonly long[] index = new long[shape.Length];
    private long place;

    /// <summary>The place of the next element, in elements from the first.</summary>
    public long Next()
    {
        long current = place;
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            place += strides[d];
            if (++index[d] < shape[d])
                break;
            place -= strides[d] * shape[d];
            index[d] = 0;
        }

        return current;
    }
}
