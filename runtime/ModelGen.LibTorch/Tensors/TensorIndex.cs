using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// One index between a tensor's brackets: a number, a slice, a new axis, an ellipsis, a boolean, or a tensor of numbers or booleans.
    /// </summary>
    public struct TensorIndex
    {
        private IndexKind kind;
        private long? start;
        private long? stop;
        private long? step;
        private Tensor? tensor;

        /// <summary>As many whole axes as the other indices leave over.</summary>
        public static TensorIndex Ellipsis = new() { kind = IndexKind.Ellipsis };

        /// <summary>A new axis of size 1.</summary>
        public static TensorIndex None = new() { kind = IndexKind.None };

        /// <summary>A new axis of size 1.</summary>
        public static TensorIndex Null = new() { kind = IndexKind.Null };

        /// <summary>The whole of one axis.</summary>
        public static TensorIndex Colon = Slice();

        /// <summary>
        /// Elements from <paramref name="start"/> up to, not with, <paramref name="stop"/>; negative bounds count from the end.
        /// </summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = IndexKind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(Bound(range.Start), range.End.Equals(Index.End) ? null : Bound(range.End));

        public static TensorIndex Bool(bool value) => new() { kind = IndexKind.Bool, start = value ? 1 : 0 };

        public static TensorIndex Single(long? index) => new() { kind = IndexKind.Single, start = index };

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = IndexKind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(Bound(index));

        /// <summary>Exists so that the compiler finds the indexer that takes indices and tensors mixed.</summary>
        /// <exception cref="InvalidOperationException">Always.</exception>
        public static implicit operator Tensor(TensorIndex value) => throw new InvalidOperationException("An index is not a tensor.");

        internal readonly Tensor? Indexed => tensor;

        internal readonly NativeIndex ToNative() => new()
        {
            Kind = kind,
            Bounds = Flag(start, IndexBounds.Start) | Flag(stop, IndexBounds.Stop) | Flag(step, IndexBounds.Step),
            Start = start ?? 0,
            Stop = stop ?? 0,
            Step = step ?? 1,
            Tensor = tensor?.Handle ?? 0,
        };

        private static IndexBounds Flag(long? bound, IndexBounds flag) => bound.HasValue ? flag : IndexBounds.None;

        private static long Bound(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
