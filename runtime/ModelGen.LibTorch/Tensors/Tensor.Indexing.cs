using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>
        /// The part that the indices name, as PyTorch's brackets: numbers take an axis away, slices and numbers alone give a view.
        /// </summary>
        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => Put(value, indices);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => Put(value, FromTensors(indices));
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => Put(value, [i1]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => Get([i1, i2]);
            set => Put(value, [i1, i2]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => Get([i1, i2, i3]);
            set => Put(value, [i1, i2, i3]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => Get([i1, i2, i3, i4]);
            set => Put(value, [i1, i2, i3, i4]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => Get([i1, i2, i3, i4, i5]);
            set => Put(value, [i1, i2, i3, i4, i5]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => Get([i1, i2, i3, i4, i5, i6]);
            set => Put(value, [i1, i2, i3, i4, i5, i6]);
        }

        [System.Runtime.CompilerServices.IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => Get(FromNumbers(indices));
            set => Put(value, FromNumbers(indices));
        }

        public Tensor index(params TensorIndex[] indices) => Get(indices);

        public Tensor index(params Tensor[] indices) => Get(FromTensors(indices));

        /// <summary>Writes <paramref name="value"/>, broadcast, to the part that the indices name.</summary>
        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            Put(value, indices);
            return this;
        }

        /// <param name="accumulate">Adds to the elements instead of replacing them; an element named twice is added to twice.</param>
        /// <exception cref="ArgumentException">An index is not a tensor, and <paramref name="accumulate"/> is true.</exception>
        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            if (!accumulate)
                return index_put_(value, indices);
            if (indices.Any(index => index.Indexed is null))
                throw new ArgumentException("Only tensors can be indices of a sum.", nameof(indices));
            return index_put_(value, [.. indices.Select(index => index.Indexed!)], accumulate);
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, FromTensors(indices));

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            Aten.index_put_.CallInPlace(this, Argument.OptionalTensors(indices), value, accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = full([], value, dtype, device);
            return index_put_(number, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, FromTensors(indices));

        private static TensorIndex[] FromTensors(Tensor[] indices) => Array.ConvertAll(indices, TensorIndex.Tensor);

        private static TensorIndex[] FromNumbers(long[] indices) => Array.ConvertAll(indices, index => TensorIndex.Single(index));

        private unsafe Tensor Get(ReadOnlySpan<TensorIndex> indices)
        {
            NativeIndex* natives = stackalloc NativeIndex[indices.Length];
            Encode(indices, natives);
            Native.Check(Native.modelgen_tensor_index(Handle, natives, indices.Length, out nint result));
            KeepAlive(indices);
            return new Tensor(result);
        }

        private unsafe void Put(Tensor value, ReadOnlySpan<TensorIndex> indices)
        {
            NativeIndex* natives = stackalloc NativeIndex[indices.Length];
            Encode(indices, natives);
            Native.Check(Native.modelgen_tensor_index_put(Handle, natives, indices.Length, value.Handle));
            KeepAlive(indices);
            GC.KeepAlive(value);
        }

        private static unsafe void Encode(ReadOnlySpan<TensorIndex> indices, NativeIndex* natives)
        {
            for (int k = 0; k < indices.Length; k++)
                natives[k] = indices[k].ToNative();
        }

        private void KeepAlive(ReadOnlySpan<TensorIndex> indices)
        {
            GC.KeepAlive(this);
            foreach (var index in indices)
                GC.KeepAlive(index.Indexed);
        }
    }
}
