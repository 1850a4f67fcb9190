using System.Runtime.InteropServices;

namespace ModelGen.LibTorch;

/// <summary>The functions of native/inference.cpp. Those that give a value give −1 where the step cannot be done.</summary>
internal static unsafe partial class Native
{
    [LibraryImport(Library)] public static partial int modelgen_program_available();
    [LibraryImport(Library)] public static partial nint modelgen_program_new(long n, long c, long h, long w, int layout, int threads, int parallel, int winograd);
    [LibraryImport(Library)] public static partial void modelgen_program_free(nint program);
    [LibraryImport(Library)] public static partial int modelgen_program_convolution(nint program, int x, nint weight, nint bias, long outputs, long groups, in NativeWindow window, in NativeActivation then, int added);
    [LibraryImport(Library)] public static partial int modelgen_program_linear(nint program, int x, nint weight, nint bias, long outputs, in NativeActivation then);
    [LibraryImport(Library)] public static partial int modelgen_program_scale_shift(nint program, int x, nint scale, nint shift, in NativeActivation then, int inPlace);
    [LibraryImport(Library)] public static partial int modelgen_program_add(nint program, int x, int other, in NativeActivation then, int inPlace);
    [LibraryImport(Library)] public static partial int modelgen_program_multiply(nint program, int x, int other, in NativeActivation then, int inPlace);
    [LibraryImport(Library)] public static partial int modelgen_program_concat(nint program, int* parts, int count);
    [LibraryImport(Library)] public static partial int modelgen_program_activate(nint program, int x, in NativeActivation function, int inPlace);
    [LibraryImport(Library)] public static partial int modelgen_program_max_pool(nint program, int x, in NativeWindow window, long height, long width);
    [LibraryImport(Library)] public static partial int modelgen_program_average_pool(nint program, int x, in NativeWindow window, int countsPadding, long height, long width);
    [LibraryImport(Library)] public static partial int modelgen_program_global_average(nint program, int x);
    [LibraryImport(Library)] public static partial int modelgen_program_flatten(nint program, int x);
    [LibraryImport(Library)] public static partial int modelgen_program_subsample(nint program, int x, long vertical, long horizontal);
    [LibraryImport(Library)] public static partial int modelgen_program_pad_channels(nint program, int x, long before, long behind);
    [LibraryImport(Library)] public static partial int modelgen_program_narrow(nint program, int x, long start, long length);
    [LibraryImport(Library)] public static partial int modelgen_program_shuffle(nint program, int x, long groups);
    [LibraryImport(Library)] public static partial int modelgen_program_finish(nint program, int result);
    [LibraryImport(Library)] public static partial int modelgen_program_newest_packed(nint program);
    [LibraryImport(Library)] public static partial int modelgen_program_unpack(nint program, int place, int isLast, out nint tensor);
    [LibraryImport(Library)] public static partial void modelgen_program_sizes(nint program, long* sizes);
    [LibraryImport(Library)] public static partial void modelgen_program_size_of(nint program, int value, long* size);
    [LibraryImport(Library)] public static partial int modelgen_program_run(nint program, nint images, long batch, nint output);
}
