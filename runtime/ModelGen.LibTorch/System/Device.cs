using System.Globalization;

namespace TorchSharp;

/// <summary>Kinds of device, with libtorch's numbers.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    /// <summary>Where a tensor lies: a kind of device and its index, -1 for the current one.</summary>
    public class Device
    {
        public DeviceType type { get; private set; } = DeviceType.CPU;
        public int index { get; private set; } = -1;

        /// <param name="description">A kind, or a kind and an index: "cpu", "cuda:1".</param>
        /// <exception cref="ArgumentException">The kind is unknown.</exception>
        public Device(string description)
        {
            int colon = description.IndexOf(':');
            type = Parse(colon < 0 ? description : description[..colon]);
            if (colon >= 0)
                index = int.Parse(description[(colon + 1)..], CultureInfo.InvariantCulture);
        }

        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType);
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public override string ToString()
        {
            string kind = type.ToString().ToLowerInvariant();
            return index == -1 || type == DeviceType.CPU ? kind : $"{kind}:{index}";
        }

        public static implicit operator Device(string description) => new(description);

        private static DeviceType Parse(string kind) => Enum.Parse<DeviceType>(kind, ignoreCase: true);
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    /// <exception cref="InvalidOperationException">This libtorch was built without CUDA.</exception>
    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA));

    /// <exception cref="InvalidOperationException">This libtorch was built without Metal.</exception>
    public static Device MPS => InitializeDevice(new Device(DeviceType.MPS));

    public static Device device(string description) => InitializeDevice(new Device(description));
    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));
    public static Device device(int index) => new(DeviceType.CUDA, index);
}
