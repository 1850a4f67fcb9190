namespace ModelGen.LibTorch;

internal static partial class Aten
{
    public static readonly Operator block_diag = new("block_diag");
    public static readonly Operator broadcast_tensors = new("broadcast_tensors");
    public static readonly Operator cartesian_prod = new("cartesian_prod");
    public static readonly Operator cat = new("cat");
    public static readonly Operator column_stack = new("column_stack");
    public static readonly Operator dstack = new("dstack");
    public static readonly Operator einsum = new("einsum");
    public static readonly Operator hstack = new("hstack");
    public static readonly Operator meshgrid_indexing = new("meshgrid", "indexing");
    public static readonly Operator stack = new("stack");
    public static readonly Operator vstack = new("vstack");
}
