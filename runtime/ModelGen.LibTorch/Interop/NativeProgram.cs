using System.Runtime.InteropServices;
using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>An activation of a program's step; the numbers are those of the native half's Function.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct NativeActivation(int Function, float A, float B)
{
    public static NativeActivation None => new(-1, 0, 0);
}

/// <summary>How a convolution or a pooling moves over an image; the native half has the same layout.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeWindow
{
    private fixed long kernel[2];
    private fixed long stride[2];
    private fixed long before[2];
    private fixed long behind[2];
    private fixed long dilation[2];

    public NativeWindow(long[] kernel, long[] stride, long[] dilation)
    {
        for (int i = 0; i < 2; i++)
            (this.kernel[i], this.stride[i], this.dilation[i]) = (kernel[i], stride[i], dilation[i]);
    }

    public void Pad(long[] before, long[] behind)
    {
        for (int i = 0; i < 2; i++)
            (this.before[i], this.behind[i]) = (before[i], behind[i]);
    }
}

/// <summary>
/// A whole network, prepared for images of one size: native/program.h. Its values are numbers; the input is 0, and −1 says that a step cannot be
/// done in the program's layout.
/// </summary>
internal sealed unsafe class NativeProgram : IDisposable
{
    private nint handle;

    public NativeProgram(long n, long c, long h, long w, int layout, int threads, bool isParallel, bool allowsWinograd)
    {
        handle = Native.modelgen_program_new(n, c, h, w, layout, threads, isParallel ? 1 : 0, allowsWinograd ? 1 : 0);
        if (handle == 0)
            throw new ExternalException(Native.LastError);
    }

    ~NativeProgram() => Free();

    /// <summary>Whether there is a oneDNN that programs can be made of.</summary>
    public static bool IsAvailable => Native.modelgen_program_available() != 0;

    public int Convolution(int x, torch.Tensor weight, torch.Tensor? bias, long groups, in NativeWindow window, in NativeActivation then, int added) =>
        Kept(Native.modelgen_program_convolution(handle, x, weight.Handle, bias?.Handle ?? 0, weight.size(0), groups, window, then, added), weight, bias);

    public int Linear(int x, torch.Tensor weight, torch.Tensor? bias, in NativeActivation then) =>
        Kept(Native.modelgen_program_linear(handle, x, weight.Handle, bias?.Handle ?? 0, weight.size(0), then), weight, bias);

    public int ScaleShift(int x, torch.Tensor scale, torch.Tensor shift, in NativeActivation then, bool inPlace) =>
        Kept(Native.modelgen_program_scale_shift(handle, x, scale.Handle, shift.Handle, then, inPlace ? 1 : 0), scale, shift);

    public int Add(int x, int other, NativeActivation then, bool inPlace) => Native.modelgen_program_add(handle, x, other, then, inPlace ? 1 : 0);

    public int Multiply(int x, int other, NativeActivation then, bool inPlace) => Native.modelgen_program_multiply(handle, x, other, then, inPlace ? 1 : 0);

    public int Concat(ReadOnlySpan<int> parts)
    {
        fixed (int* first = parts)
            return Native.modelgen_program_concat(handle, first, parts.Length);
    }

    public int Activate(int x, in NativeActivation function, bool inPlace) => Native.modelgen_program_activate(handle, x, function, inPlace ? 1 : 0);

    public int MaxPool(int x, in NativeWindow window, long[] size) => Native.modelgen_program_max_pool(handle, x, window, size[0], size[1]);

    public int AveragePool(int x, in NativeWindow window, bool countsPadding, long[] size) =>
        Native.modelgen_program_average_pool(handle, x, window, countsPadding ? 1 : 0, size[0], size[1]);

    public int GlobalAverage(int x) => Native.modelgen_program_global_average(handle, x);

    public int Flatten(int x) => Native.modelgen_program_flatten(handle, x);

    public int Subsample(int x, long vertical, long horizontal) => Native.modelgen_program_subsample(handle, x, vertical, horizontal);

    public int PadChannels(int x, long before, long behind) => Native.modelgen_program_pad_channels(handle, x, before, behind);

    public int Narrow(int x, long start, long length) => Native.modelgen_program_narrow(handle, x, start, length);

    public int Shuffle(int x, long groups) => Native.modelgen_program_shuffle(handle, x, groups);

    /// <summary>Plans the memory; false where the result cannot be given.</summary>
    public bool Finish(int result) => Native.modelgen_program_finish(handle, result) == 0;

    /// <summary>Where the weight that the newest step packed can be unpacked from; null where there is no way back.</summary>
    public int? NewestPacked() => Native.modelgen_program_newest_packed(handle) is >= 0 and var place ? place : null;

    /// <summary>A packed weight's values in plain order, as a vector.</summary>
    /// <param name="place">As <see cref="NewestPacked"/> gave it.</param>
    /// <param name="isLast">Frees the packed ones: the program can only give back others afterwards.</param>
    public torch.Tensor Unpack(int place, bool isLast)
    {
        int outcome = Native.modelgen_program_unpack(handle, place, isLast ? 1 : 0, out nint tensor);
        GC.KeepAlive(this);
        Native.Check(outcome);
        return new torch.Tensor(tensor);
    }

    /// <summary>Bytes of one part's values as planned, of those alive at once, of the weights; and the parts computed at the same time.</summary>
    public (long Planned, long Needed, long Weights, int Parts) Sizes()
    {
        long* sizes = stackalloc long[4];
        Native.modelgen_program_sizes(handle, sizes);
        return (sizes[0], sizes[1], sizes[2], (int)sizes[3]);
    }

    public (long Channels, long Height, long Width) SizeOf(int value)
    {
        long* size = stackalloc long[3];
        Native.modelgen_program_size_of(handle, value, size);
        return (size[0], size[1], size[2]);
    }

    public void Run(torch.Tensor images, torch.Tensor output)
    {
        int outcome = Native.modelgen_program_run(handle, images.Handle, images.size(0), output.Handle);
        GC.KeepAlive(this);
        Kept(0, images, output);
        Native.Check(outcome);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint owned = Interlocked.Exchange(ref handle, 0);
        if (owned != 0)
            Native.modelgen_program_free(owned);
    }

    // A finalizer must not free what a call still reads.
    private static int Kept(int value, torch.Tensor first, torch.Tensor? second)
    {
        GC.KeepAlive(first);
        GC.KeepAlive(second);
        return value;
    }
}
