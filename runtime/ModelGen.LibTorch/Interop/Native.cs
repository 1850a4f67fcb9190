using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.LibTorch;

/// <summary>
/// The shim's functions, as native/*.cpp exports them. An <c>int</c> that is not a quantity is 0, or 1 when <see cref="LastError"/> says
/// what went wrong.
/// </summary>
/// <remarks>
/// Functions that only read a field leave out the runtime's change of mode, which would cost more than they do: they must neither throw,
/// nor wait, nor call back.
/// </remarks>
internal static unsafe partial class Native
{
    private const string Library = "ModelGenTorch";

    /// <summary>
    /// libtorch starts with one thread here, and OpenBLAS with its own count: give both the machine, unless the user said otherwise.
    /// </summary>
    static Native()
    {
        StandIns.LoadBefore(Library);
        if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is not null)
            return;
        modelgen_set_num_threads(Environment.ProcessorCount);
        modelgen_set_openblas_threads(Environment.ProcessorCount);
    }

    /// <summary>Turns a result of 1 into an exception with libtorch's message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int result)
    {
        if (result != 0)
            Throw();
    }

    private static void Throw() => throw new ExternalException(LastError);

    public static string LastError => Marshal.PtrToStringUTF8((nint)modelgen_last_error()) ?? "libtorch failed and left no message";

    public static string Version => Marshal.PtrToStringUTF8((nint)modelgen_version())!;

    // dispatch.cpp
    [LibraryImport(Library)] private static partial byte* modelgen_last_error();
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial nint modelgen_operator_find(string name, string overload);
    [LibraryImport(Library)] public static partial int modelgen_operator_call(nint op, NativeArgument* arguments, int count, NativeArgument* results, int wanted);
    [LibraryImport(Library)] public static partial void modelgen_list_free(void* list);

    // tensor.cpp
    [LibraryImport(Library)] public static partial void modelgen_tensor_free(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial long modelgen_tensor_live();
    [LibraryImport(Library), SuppressGCTransition] public static partial long modelgen_tensor_most();
    [LibraryImport(Library)] public static partial nint modelgen_tensor_share(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial long modelgen_tensor_dim(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial long modelgen_tensor_numel(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial long modelgen_tensor_element_size(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_tensor_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_tensor_device_type(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_tensor_device_index(nint tensor);
    [LibraryImport(Library)] public static partial int modelgen_tensor_is(nint tensor, TensorFact fact, out int answer);
    [LibraryImport(Library)] public static partial int modelgen_tensor_sizes(nint tensor, long* sizes, int room);
    [LibraryImport(Library)] public static partial int modelgen_tensor_strides(nint tensor, long* strides, int room);
    [LibraryImport(Library)] public static partial int modelgen_tensor_storage_offset(nint tensor, out long offset);
    [LibraryImport(Library)] public static partial int modelgen_tensor_data(nint tensor, out void* data);
    [LibraryImport(Library)] public static partial int modelgen_tensor_item(nint tensor, out Tag kind, out long integer, double* parts);
    [LibraryImport(Library)] public static partial int modelgen_tensor_copy_from(void* data, long bytes, long* sizes, int rank, int dtype, out nint tensor);
    [LibraryImport(Library)]
    public static partial int modelgen_tensor_over(
        void* data, long* sizes, int rank, int dtype, delegate* unmanaged<void*, void> release, void* owner, out nint tensor);
    [LibraryImport(Library)] public static partial int modelgen_tensor_rename(nint tensor, byte** names, int count);
    [LibraryImport(Library)] public static partial int modelgen_tensor_name(nint tensor, int dim, out byte* name);

    // indexing.cpp
    [LibraryImport(Library)] public static partial int modelgen_tensor_index(nint tensor, NativeIndex* indices, int count, out nint result);
    [LibraryImport(Library)] public static partial int modelgen_tensor_index_put(nint tensor, NativeIndex* indices, int count, nint value);

    // archive.cpp
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int modelgen_tensor_save(nint tensor, string path);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] public static partial int modelgen_tensor_load(string path, out nint tensor);

    // autograd.cpp
    [LibraryImport(Library)]
    public static partial int modelgen_backward(
        nint* tensors, int count, nint* gradients, int gradientCount, int retainGraph, int createGraph, nint* inputs, int inputCount);
    [LibraryImport(Library)]
    public static partial int modelgen_grad(
        nint* outputs, int outputCount, nint* inputs, int inputCount, nint* gradients, int gradientCount, int retainGraph, int createGraph,
        int allowUnused, nint* results);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_tensor_requires_grad(nint tensor);
    [LibraryImport(Library)] public static partial int modelgen_tensor_set_requires_grad(nint tensor, int value);
    [LibraryImport(Library)] public static partial int modelgen_tensor_retain_grad(nint tensor);
    [LibraryImport(Library)] public static partial int modelgen_tensor_grad(nint tensor, out nint gradient);
    [LibraryImport(Library)] public static partial int modelgen_tensor_set_grad(nint tensor, nint gradient);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_grad_mode();
    [LibraryImport(Library), SuppressGCTransition] public static partial void modelgen_set_grad_mode(int enabled);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_inference_mode();
    [LibraryImport(Library)] public static partial nint modelgen_inference_mode_begin(int enabled);
    [LibraryImport(Library)] public static partial void modelgen_inference_mode_end(nint mode);
    [LibraryImport(Library)] public static partial int modelgen_anomaly_enabled();
    [LibraryImport(Library)] public static partial int modelgen_anomaly_checks_nan();
    [LibraryImport(Library)] public static partial void modelgen_set_anomaly(int enabled, int checkNan);

    // norm.cpp
    [LibraryImport(Library)]
    public static partial int modelgen_batch_norm(
        nint input, nint weight, nint bias, nint mean, nint variance, int usesBatch, double momentum, double eps, nint added, float low,
        float high, out nint result);

    // clamp.cpp
    [LibraryImport(Library)] public static partial int modelgen_clamp(nint input, double low, double high, out nint result);

    // optimizers.cpp
    [LibraryImport(Library)] public static partial int modelgen_gradient_norm(nint* gradients, int count, out double norm);
    [LibraryImport(Library)]
    public static partial int modelgen_sgd_step(
        nint* values, nint* gradients, nint* buffers, int count, double* rates, double* decays, double momentum, int nesterov, out int done);

    [LibraryImport(Library)]
    public static partial int modelgen_adam_step(
        nint* values, nint* gradients, nint* means, nint* squares, int count, AdamStep* steps, double beta1, double beta2, double eps, out int done);
    [LibraryImport(Library)]
    public static partial int modelgen_rmsprop_step(
        nint* values, nint* gradients, nint* squares, nint* buffers, int count, double* rates, double* decays, double alpha, double eps, double momentum,
        out int done);

    // context.cpp
    [LibraryImport(Library)] private static partial byte* modelgen_version();
    [LibraryImport(Library)] public static partial int modelgen_num_threads();
    [LibraryImport(Library)] public static partial int modelgen_set_num_threads(int count);
    [LibraryImport(Library)] public static partial int modelgen_num_interop_threads();
    [LibraryImport(Library)] public static partial int modelgen_set_num_interop_threads(int count);
    [LibraryImport(Library)] public static partial int modelgen_openblas_threads();
    [LibraryImport(Library)] public static partial int modelgen_set_openblas_threads(int count);
    [LibraryImport(Library)] public static partial int modelgen_set_default_dtype(int dtype);
    [LibraryImport(Library), SuppressGCTransition] public static partial int modelgen_default_dtype();
    [LibraryImport(Library)] public static partial int modelgen_set_autocast(int on, int dtype);
    [LibraryImport(Library)] public static partial int modelgen_autocast();
    [LibraryImport(Library)] public static partial int modelgen_has_cuda();
    [LibraryImport(Library)] public static partial int modelgen_manual_seed(long seed);
    [LibraryImport(Library)] public static partial int modelgen_generator_new(ulong seed, int deviceType, int deviceIndex, out nint generator);
    [LibraryImport(Library)] public static partial nint modelgen_generator_default();
    [LibraryImport(Library)] public static partial void modelgen_generator_free(nint generator);
    [LibraryImport(Library)] public static partial void modelgen_generator_set_seed(nint generator, ulong seed);
    [LibraryImport(Library)] public static partial ulong modelgen_generator_seed(nint generator);
    [LibraryImport(Library)] public static partial int modelgen_generator_state(nint generator, out nint state);
    [LibraryImport(Library)] public static partial int modelgen_generator_set_state(nint generator, nint state);
}
