using System.Numerics;
using ModelGen.LibTorch;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements as memory of .NET; of a copy on the CPU when the tensor lies elsewhere.</summary>
        /// <exception cref="ArgumentException"><typeparamref name="T"/> is not the element type.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            ValidateType(typeof(T));
            return new TensorAccessor<T>(device_type == DeviceType.CPU ? this : cpu());
        }

        /// <summary>The one element.</summary>
        /// <exception cref="ArgumentException">There is not one element, or <typeparamref name="T"/> is not its type.</exception>
        public unsafe T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1)
                throw new ArgumentException("Number of elements in the tensor must be 1");
            ValidateType(typeof(T));
            if (device_type != DeviceType.CPU)
            {
                using var near = cpu();
                return near.item<T>();
            }
            T value = *(T*)DataPointer;
            // The finalizer must not free what is being read.
            GC.KeepAlive(this);
            return value;
        }

        /// <summary>The one element, as a number of libtorch's widest type of its kind.</summary>
        /// <exception cref="System.Runtime.InteropServices.ExternalException">There is not one element.</exception>
        public unsafe Scalar ToScalar()
        {
            double* parts = stackalloc double[2];
            Native.Check(Native.modelgen_tensor_item(Handle, out var kind, out long integer, parts));
            GC.KeepAlive(this);
            return kind switch
            {
                Tag.Bool => new Scalar(integer != 0),
                Tag.Int => new Scalar(integer),
                Tag.Complex => new Scalar(new Complex(parts[0], parts[1])),
                _ => new Scalar(parts[0]),
            };
        }

        /// <summary>The memory of a contiguous tensor on the CPU. Keep the tensor while the span is in use.</summary>
        /// <exception cref="InvalidOperationException">The tensor is not contiguous, or not on the CPU.</exception>
        /// <exception cref="ArgumentException">The tensor is larger than a span can be, or the bytes set are fewer or more than its
        /// own.</exception>
        public unsafe Span<byte> bytes
        {
            get
            {
                long size = NumberOfElements * ElementSize;
                ValidateMemory();
                if (size > int.MaxValue)
                    throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>(DataPointer, (int)size);
            }
            set
            {
                var target = bytes;
                if (target.Length != value.Length)
                    throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(target);
                GC.KeepAlive(this);
            }
        }

        /// <summary>Writes the elements of a contiguous tensor as they lie in memory.</summary>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            ValidateMemory();
            byte* from = (byte*)DataPointer;
            long left = NumberOfElements * ElementSize;
            for (int step; left > 0; left -= step, from += step)
            {
                step = (int)Math.Min(left, int.MaxValue);
                stream.Write(new ReadOnlySpan<byte>(from, step));
            }
            GC.KeepAlive(this);
        }

        /// <summary>Fills a contiguous tensor with bytes as <see cref="WriteBytesToStream"/> wrote them.</summary>
        /// <exception cref="EndOfStreamException">The stream ends before the tensor is full.</exception>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            ValidateMemory();
            byte* to = (byte*)DataPointer;
            long left = NumberOfElements * ElementSize;
            for (int step; left > 0; left -= step, to += step)
            {
                step = (int)Math.Min(left, int.MaxValue);
                stream.ReadExactly(new Span<byte>(to, step));
            }
            GC.KeepAlive(this);
        }

        public double ReadCpuDouble(long i) => TensorAccessor<double>.ReadItemAt(this, i);
        public float ReadCpuSingle(long i) => TensorAccessor<float>.ReadItemAt(this, i);
        public int ReadCpuInt32(long i) => TensorAccessor<int>.ReadItemAt(this, i);
        public long ReadCpuInt64(long i) => TensorAccessor<long>.ReadItemAt(this, i);
        public byte ReadCpuByte(long i) => TensorAccessor<byte>.ReadItemAt(this, i);
        public sbyte ReadCpuSByte(long i) => TensorAccessor<sbyte>.ReadItemAt(this, i);
        public short ReadCpuInt16(long i) => TensorAccessor<short>.ReadItemAt(this, i);
        public bool ReadCpuBool(long i) => TensorAccessor<bool>.ReadItemAt(this, i);

        internal unsafe void* DataPointer
        {
            get
            {
                Native.Check(Native.modelgen_tensor_data(Handle, out void* data));
                GC.KeepAlive(this);
                return data;
            }
        }

        internal void ValidateType(Type dotnetType)
        {
            if (ElementType(dotnetType) != dtype)
                throw new ArgumentException($"{dotnetType.Name} is not compatible with {dtype}");
        }

        private void ValidateMemory()
        {
            if (!is_contiguous())
                throw new InvalidOperationException("Bytes() called on non-contiguous tensor.");
            TensorMemory.ValidateDevice(this);
        }
    }
}
