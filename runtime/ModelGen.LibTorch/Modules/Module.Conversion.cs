using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            // Gives a tensor another's data, dtype and device, and leaves its identity, as PyTorch's `parameter.data = …` does.
            private static readonly Operator setData = new("set_data");

            protected DeviceType _deviceType = DeviceType.CPU;
            protected int _deviceIndex = -1;

            /// <summary>
            /// Converts and moves the parameters and buffers of this module and of all below it; integers keep their dtype.
            /// </summary>
            /// <exception cref="ArgumentException">The dtype is neither real nor complex.</exception>
            /// <exception cref="InvalidOperationException">The device is not here.</exception>
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking)
            {
                CheckElements(dtype);
                CheckPresence(device.type);
                _toEpilog(dtype, device, non_blocking);
                return this;
            }

            /// <summary>Moves the parameters and buffers of this module and of all below it.</summary>
            /// <exception cref="InvalidOperationException">The device is not here.</exception>
            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking)
            {
                CheckPresence(deviceType);
                _toEpilog(null, new Device(deviceType, deviceType == DeviceType.CUDA ? deviceIndex : -1), non_blocking);
                return this;
            }

            /// <summary>Converts the parameters and buffers of this module and of all below it; integers keep their dtype.</summary>
            /// <exception cref="ArgumentException">The dtype is neither real nor complex.</exception>
            protected internal virtual Module _to(ScalarType dtype, bool non_blocking)
            {
                CheckElements(dtype);
                _toEpilog(dtype, null, non_blocking);
                return this;
            }

            /// <summary>Converts to the dtype of a tensor, and moves to its device.</summary>
            public Module _to(Tensor other, bool non_blocking)
            {
                _to(other.dtype, non_blocking);
                return _to(other.device_type, other.device_index, non_blocking);
            }

            /// <summary>
            /// Converts and moves children, parameters and buffers. The objects stay: fields, properties and optimizers see the new data.
            /// </summary>
            protected virtual void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
            {
                foreach (var (_, child) in named_children())
                {
                    if (device is null)
                        child._to(dtype!.Value, non_blocking);
                    else if (dtype is { } type)
                        child._to(device, type, non_blocking);
                    else
                        child._to(device.type, device.index, non_blocking);
                }
                foreach (var (_, parameter) in _internal_params)
                {
                    Convert(parameter, dtype, device, non_blocking);
                    using var gradient = parameter.grad;
                    if (gradient is not null)
                        Convert(gradient, dtype, device, non_blocking);
                }
                foreach (var (_, (buffer, _)) in _internal_buffers)
                    Convert(buffer, dtype, device, non_blocking);
                if (device is not null)
                {
                    _deviceType = device.type;
                    _deviceIndex = device.index;
                }
            }

            private static void Convert(Tensor tensor, ScalarType? dtype, Device? device, bool non_blocking)
            {
                var oldType = tensor.dtype;
                var oldDevice = tensor.device;
                var newType = is_floating_point(oldType) || is_complex(oldType) ? dtype ?? oldType : oldType;
                var newDevice = device ?? oldDevice;
                bool isThere = newDevice.type == oldDevice.type && (newDevice.index < 0 || newDevice.index == oldDevice.index);
                if (newType == oldType && isThere)
                    return;
                using var _ = no_grad();
                using var converted = tensor.to(newType, newDevice, non_blocking: non_blocking);
                setData.Run(tensor, converted);
            }

            private static void CheckElements(ScalarType dtype)
            {
                if (!is_floating_point(dtype) && !is_complex(dtype))
                {
                    throw new ArgumentException(
                        $"nn.Module.to only accepts floating point or complex types, but got desired dtype={dtype}");
                }
            }

            private static void CheckPresence(DeviceType type)
            {
                if (type == DeviceType.CUDA && !cuda.is_available())
                    throw new InvalidOperationException("CUDA is not available.");
            }
        }
    }
}
