using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        // libtorch's own limit on dimensions is 64.
        private const int MaxDimensions = 64;

        /// <summary>The number of dimensions.</summary>
        public long Dimensions
        {
            get
            {
                long dimensions = Native.modelgen_tensor_dim(Handle);
                GC.KeepAlive(this);
                return dimensions;
            }
        }

        public long dim() => Dimensions;

        public long ndim => Dimensions;

        public long NumberOfElements
        {
            get
            {
                long elements = Native.modelgen_tensor_numel(Handle);
                GC.KeepAlive(this);
                return elements;
            }
        }

        public long numel() => NumberOfElements;

        /// <summary>The size of one element in bytes.</summary>
        public long ElementSize
        {
            get
            {
                long size = Native.modelgen_tensor_element_size(Handle);
                GC.KeepAlive(this);
                return size;
            }
        }

        public long element_size() => ElementSize;

        public ScalarType dtype
        {
            get
            {
                var type = (ScalarType)Native.modelgen_tensor_dtype(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public DeviceType device_type
        {
            get
            {
                var type = (DeviceType)Native.modelgen_tensor_device_type(Handle);
                GC.KeepAlive(this);
                return type;
            }
        }

        public int device_index
        {
            get
            {
                int index = Native.modelgen_tensor_device_index(Handle);
                GC.KeepAlive(this);
                return index;
            }
        }

        public Device device => device_type == DeviceType.CPU ? CPU : new Device(device_type, device_index);

        /// <summary>The sizes of all dimensions.</summary>
        public long[] shape => size();

        public unsafe long[] size()
        {
            long[] sizes = new long[Dimensions];
            fixed (long* first = sizes)
                Native.Check(Native.modelgen_tensor_sizes(Handle, first, sizes.Length));
            GC.KeepAlive(this);
            return sizes;
        }

        /// <summary>The size of one dimension; a negative number counts from the last.</summary>
        public unsafe long size(int dim)
        {
            long* sizes = stackalloc long[MaxDimensions];
            int place = Wrap(dim);
            Native.Check(Native.modelgen_tensor_sizes(Handle, sizes, MaxDimensions));
            GC.KeepAlive(this);
            return sizes[place];
        }

        /// <summary>The distance in elements between neighbours along each dimension.</summary>
        public unsafe long[] stride()
        {
            long[] strides = new long[Dimensions];
            fixed (long* first = strides)
                Native.Check(Native.modelgen_tensor_strides(Handle, first, strides.Length));
            GC.KeepAlive(this);
            return strides;
        }

        public unsafe long stride(int dim)
        {
            long* strides = stackalloc long[MaxDimensions];
            int place = Wrap(dim);
            Native.Check(Native.modelgen_tensor_strides(Handle, strides, MaxDimensions));
            GC.KeepAlive(this);
            return strides[place];
        }

        public long storage_offset()
        {
            Native.Check(Native.modelgen_tensor_storage_offset(Handle, out long offset));
            GC.KeepAlive(this);
            return offset;
        }

        public bool is_integral() => torch.is_integral(dtype);
        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_quantized() => torch.is_quantized(dtype);
        public bool is_cuda => device_type == DeviceType.CUDA;
        public bool is_meta => device_type == DeviceType.META;
        public bool is_cpu() => device_type == DeviceType.CPU;
        public bool is_sparse => Is(TensorFact.Sparse);
        public bool is_leaf => Is(TensorFact.Leaf);
        public bool is_contiguous() => Is(TensorFact.Contiguous);
        public bool is_conj() => Is(TensorFact.Conjugate);
        public bool is_neg() => Is(TensorFact.Negative);
        public bool has_names() => Is(TensorFact.Named);

        internal bool Is(TensorFact fact)
        {
            Native.Check(Native.modelgen_tensor_is(Handle, fact, out int answer));
            GC.KeepAlive(this);
            return answer != 0;
        }

        private int Wrap(int dim)
        {
            int dimensions = (int)Dimensions;
            if (dim < -dimensions || dim >= dimensions)
            {
                throw new System.Runtime.InteropServices.ExternalException(
                    $"Dimension out of range (expected to be in range of [{-dimensions}, {dimensions - 1}], but got {dim})");
            }
            return dim < 0 ? dim + dimensions : dim;
        }
    }
}
