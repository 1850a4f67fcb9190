using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The version of libtorch.</summary>
    public static string __version__ => Native.Version;

    /// <summary>The threads that work within one operator.</summary>
    public static int get_num_threads() => Native.modelgen_num_threads();

    public static void set_num_threads(int num)
    {
        Native.Check(Native.modelgen_set_num_threads(num));
        Native.modelgen_set_openblas_threads(num);
    }

    /// <summary>The threads that work on different operators.</summary>
    public static int get_num_interop_threads() => Native.modelgen_num_interop_threads();

    /// <exception cref="System.Runtime.InteropServices.ExternalException">Parallel work has begun already.</exception>
    public static void set_num_interop_threads(int num) => Native.Check(Native.modelgen_set_num_interop_threads(num));

    public static bool cuda_is_available() => Native.modelgen_has_cuda() != 0;

    public static bool mps_is_available() => false;

    /// <summary>Whether tensors can be made on a kind of device.</summary>
    public static bool TryInitializeDeviceType(DeviceType deviceType) => deviceType switch
    {
        DeviceType.CUDA => cuda_is_available(),
        DeviceType.MPS => mps_is_available(),
        _ => true,
    };

    /// <exception cref="InvalidOperationException">No tensors can be made on that kind of device.</exception>
    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
        {
            throw new InvalidOperationException(
                $"Torch device type {deviceType} is not available: libtorch {Native.Version} was built without it.");
        }
    }

    /// <summary>The device, or the default one for null.</summary>
    /// <exception cref="InvalidOperationException">No tensors can be made there.</exception>
    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        if (device.type != DeviceType.CPU)
            InitializeDeviceType(device.type);
        return device;
    }

    /// <summary>CUDA devices, of which Debian's libtorch knows none.</summary>
    public static partial class cuda
    {
        public static bool is_available() => cuda_is_available();

        public static bool is_cudnn_available() => false;

        public static int device_count() => 0;

        public static void manual_seed(long seed) => random.manual_seed(seed);

        public static void manual_seed_all(long seed) => random.manual_seed(seed);
    }
}
