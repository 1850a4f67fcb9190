using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One tensor of several, end to end along a dimension they have; other sizes must agree.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Aten.cat.Call(Listed(tensors), dim);
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Aten.cat.Call(tensors, dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Aten.cat.Call(tensors.ToArray(), dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors, dim);
    public static Tensor concatenate(IList<Tensor> tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor concatenate(Tensor[] tensors, long axis = 0) => cat(tensors, axis);
    public static Tensor concatenate(ReadOnlySpan<Tensor> tensors, long axis = 0) => cat(tensors, axis);

    /// <summary>One tensor of several of one shape, along a new dimension.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Aten.stack.Call(tensors.ToArray(), dim);

    public static Tensor hstack(IList<Tensor> tensors) => Aten.hstack.Call(Listed(tensors));
    public static Tensor hstack(params Tensor[] tensors) => Aten.hstack.Call(tensors);
    public static Tensor hstack(IEnumerable<Tensor> tensors) => Aten.hstack.Call(tensors.ToArray());
    public static Tensor hstack(ReadOnlySpan<Tensor> tensors) => Aten.hstack.Call(tensors.ToArray());
    public static Tensor vstack(IList<Tensor> tensors) => Aten.vstack.Call(Listed(tensors));
    public static Tensor vstack(Tensor[] tensors) => Aten.vstack.Call(tensors);
    public static Tensor vstack(ReadOnlySpan<Tensor> tensors) => Aten.vstack.Call(tensors.ToArray());

    public static Tensor row_stack(IList<Tensor> tensors) => Aten.vstack.Call(Listed(tensors));
    public static Tensor row_stack(params Tensor[] tensors) => Aten.vstack.Call(tensors);
    public static Tensor row_stack(ReadOnlySpan<Tensor> tensors) => Aten.vstack.Call(tensors.ToArray());
    public static Tensor column_stack(IList<Tensor> tensors) => Aten.column_stack.Call(Listed(tensors));
    public static Tensor column_stack(params Tensor[] tensors) => Aten.column_stack.Call(tensors);
    public static Tensor column_stack(ReadOnlySpan<Tensor> tensors) => Aten.column_stack.Call(tensors.ToArray());
    public static Tensor dstack(params Tensor[] tensors) => Aten.dstack.Call(tensors);
    public static Tensor dstack(IList<Tensor> tensors) => Aten.dstack.Call(Listed(tensors));
    public static Tensor dstack(ReadOnlySpan<Tensor> tensors) => Aten.dstack.Call(tensors.ToArray());
    public static Tensor dstack(IEnumerable<Tensor> tensors) => Aten.dstack.Call(tensors.ToArray());

    /// <summary>All combinations of one element of each tensor, a row each.</summary>
    public static Tensor cartesian_prod(IList<Tensor> tensors) => Aten.cartesian_prod.Call(Listed(tensors));
    public static Tensor cartesian_prod(params Tensor[] tensors) => Aten.cartesian_prod.Call(tensors);
    public static Tensor cartesian_prod(ReadOnlySpan<Tensor> tensors) => Aten.cartesian_prod.Call(tensors.ToArray());

    public static Tensor block_diag(params Tensor[] tensors) => Aten.block_diag.Call(tensors);

    /// <summary>The coordinates of a grid, one tensor an axis. "ij" keeps the axes' order, "xy" exchanges the first two.</summary>
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") =>
        Aten.meshgrid_indexing.CallList(tensors.ToArray(), indexing);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => Aten.broadcast_tensors.CallList(tensors);

    /// <summary>Sums of products, in Einstein's notation: "bij,bjk->bik".</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Aten.einsum.Call(equation, tensors);

    private static Tensor[] Listed(IList<Tensor> tensors) => tensors as Tensor[] ?? [.. tensors];
}
