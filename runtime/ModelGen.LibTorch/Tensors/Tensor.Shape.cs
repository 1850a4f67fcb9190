using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    // Views and rearrangements.
    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Aten.reshape.Call(this, shape);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Aten.flatten_using_ints.Call(this, start_dim, end_dim);
        public Tensor permute(params long[] permutation) => Aten.permute.Call(this, permutation);
        public Tensor transpose(long dim0, long dim1) => Aten.transpose_int.Call(this, dim0, dim1);
        public Tensor unsqueeze(long dim) => Aten.unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => Aten.unsqueeze_.CallInPlace(this, dim);
        public Tensor broadcast_to(params long[] shape) => Aten.broadcast_to.Call(this, shape);
        public Tensor flip(params long[] dims) => Aten.flip.Call(this, dims);
        public Tensor fliplr() => Aten.fliplr.Call(this);
        public Tensor flipud() => Aten.flipud.Call(this);
        public Tensor roll(long[] shifts, long[] dims) => Aten.roll.Call(this, shifts, dims);
        public Tensor roll(long[] shifts) => Aten.roll.Call(this, shifts);
        public Tensor ravel() => Aten.ravel.Call(this);
        public Tensor tile(long[] reps) => Aten.tile.Call(this, reps);
        public Tensor movedim(long[] source, long[] destination) => Aten.movedim_intlist.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => Aten.moveaxis_intlist.Call(this, source, destination);
        public Tensor[] unbind(long dimension = 0) => Aten.unbind_int.CallList(this, dimension);
        public Tensor[] chunk(long chunks, long dim = 0) => Aten.chunk.CallList(this, chunks, dim);
        public Tensor[] split(long size, int dim = 0) => Aten.split_Tensor.CallList(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => Aten.split_with_sizes.CallList(this, sizes, dim);
        public Tensor[] split(params long[] sizes) => Aten.split_with_sizes.CallList(this, sizes);
        public Tensor[] tensor_split(long size, long dim = 0) => Aten.tensor_split_sections.CallList(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Aten.tensor_split_indices.CallList(this, sizes, dim);

        public Tensor[] tensor_split(Tensor indices, long dim = 0) =>
            Aten.tensor_split_tensor_indices_or_sections.CallList(this, indices, dim);

        public Tensor narrow(long dim, long start, long length) => Aten.narrow.Call(this, dim, start, length);
        public Tensor select(long dim, long index) => Aten.select_int.Call(this, dim, index);
        public Tensor diag(long diagonal = 0) => Aten.diag.Call(this, diagonal);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Aten.diagonal.Call(this, offset, dim1, dim2);
        public Tensor diagflat(long offset = 0) => Aten.diagflat.Call(this, offset);
        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Aten.diag_embed.Call(this, offset, dim1, dim2);
        public Tensor tril(long diagonal = 0) => Aten.tril.Call(this, diagonal);
        public Tensor tril_(long diagonal = 0) => Aten.tril_.CallInPlace(this, diagonal);
        public Tensor triu(long diagonal = 0) => Aten.triu.Call(this, diagonal);
        public Tensor triu_(long diagonal = 0) => Aten.triu_.CallInPlace(this, diagonal);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave_self_Tensor.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Aten.repeat_interleave_self_int.Call(this, repeats, dim, output_size);

        public Tensor unflatten(long dim, params long[] sizes) => Aten.unflatten_int.Call(this, dim, sizes);
        public Tensor view(params long[] shape) => Aten.view.Call(this, shape);
        public Tensor view_as(Tensor other) => Aten.view_as.Call(this, other);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Aten.expand.Call(this, sizes, isImplicit);
        public Tensor expand(params long[] sizes) => Aten.expand.Call(this, sizes);
        public Tensor expand_as(Tensor other) => Aten.expand_as.Call(this, other);
        public Tensor repeat(params long[] sizes) => Aten.repeat.Call(this, sizes);
        public Tensor contiguous() => Aten.contiguous.Call(this);
        public Tensor transpose_(long dim0, long dim1) => Aten.transpose_.CallInPlace(this, dim0, dim1);
        public Tensor t() => Aten.t.Call(this);
        public Tensor swapaxes(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor swapdims(long dim0, long dim1) => transpose(dim0, dim1);
        public Tensor unfold(long dimension, long size, long step) => Aten.unfold.Call(this, dimension, size, step);
        public Tensor slice(long dim, long start, long finish, long step) => Aten.slice_Tensor.Call(this, dim, start, finish, step);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Aten.as_strided.Call(this, size, strides, storageOffset);

        public Tensor permute(IEnumerable<long> permutation) => permute([.. permutation]);
        public Tensor squeeze(long? dim = null) => dim is { } one ? Aten.squeeze_dim.Call(this, one) : Aten.squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) =>
            dim is { } one ? Aten.squeeze__dim.CallInPlace(this, one) : Aten.squeeze_.CallInPlace(this);

        public Tensor roll(long shifts, long? dims = null) => Aten.roll.Call(this, new[] { shifts }, dims is { } one ? new[] { one } : []);
        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Aten.roll.Call(this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });
        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Aten.roll.Call(
                this, new[] { shifts.Item1, shifts.Item2, shifts.Item3 }, new[] { dims.Item1, dims.Item2, dims.Item3 });

        public Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default) =>
            Aten.roll.Call(this, shifts.ToArray(), dims.ToArray());
        public Tensor rot90(long k = 1, (long, long)? dims = null) =>
            Aten.rot90.Call(this, k, dims is { } plane ? new[] { plane.Item1, plane.Item2 } : new long[] { 0, 1 });

        public Tensor unflatten(long dim, Size sizes) => unflatten(dim, sizes.Shape);

        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => expand(sizes.ToArray(), isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => expand(sizes.Shape, isImplicit);

        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => split(sizes.ToArray(), dim);

        /// <summary>A second wrapper of the same tensor: disposing one leaves the other.</summary>
        public Tensor alias()
        {
            var shared = new Tensor(Native.modelgen_tensor_share(Handle));
            GC.KeepAlive(this);
            return shared;
        }

        /// <summary>The transpose of a matrix, with all dimensions reversed of another.</summary>
        public Tensor T => Aten.numpy_T.Call(this);

        /// <summary>The transposes of the matrices in the last two dimensions.</summary>
        public Tensor mT => Aten.mT.Call(this);

        /// <summary>The conjugate transpose of a matrix.</summary>
        public Tensor H => Aten.matrix_H.Call(this);

        public Tensor atleast_1d() => Aten.atleast_1d.Call(this);
        public Tensor atleast_2d() => Aten.atleast_2d.Call(this);
        public Tensor atleast_3d() => Aten.atleast_3d.Call(this);

        public Tensor diff(long n = 1, long dim = -1, Tensor? prepend = null, Tensor? append = null) =>
            Aten.diff.Call(this, n, dim, prepend, append);

        public Tensor select_scatter(Tensor src, long dim, long index) => Aten.select_scatter.Call(this, src, dim, index);

        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1) =>
            Aten.slice_scatter.Call(this, src, dim, start, end, step);

        public Tensor diagonal_scatter(Tensor src, long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Aten.diagonal_scatter.Call(this, src, offset, dim1, dim2);
    }
}
