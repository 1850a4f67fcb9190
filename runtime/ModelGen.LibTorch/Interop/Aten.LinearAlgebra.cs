namespace ModelGen.LibTorch;

internal static partial class Aten
{
    public static readonly Operator addbmm = new("addbmm");
    public static readonly Operator addbmm_ = new("addbmm_");
    public static readonly Operator addmm = new("addmm");
    public static readonly Operator addmm_ = new("addmm_");
    public static readonly Operator addmv = new("addmv");
    public static readonly Operator addmv_ = new("addmv_");
    public static readonly Operator addr = new("addr");
    public static readonly Operator addr_ = new("addr_");
    public static readonly Operator baddbmm = new("baddbmm");
    public static readonly Operator bmm = new("bmm");
    public static readonly Operator cross = new("cross");
    public static readonly Operator det = new("det");
    public static readonly Operator dot = new("dot");
    public static readonly Operator ger = new("ger");
    public static readonly Operator inner = new("inner");
    public static readonly Operator inverse = new("inverse");
    public static readonly Operator kron = new("kron");
    public static readonly Operator linalg_pinv = new("linalg_pinv");
    public static readonly Operator matmul = new("matmul");
    public static readonly Operator matrix_power = new("matrix_power");
    public static readonly Operator mm = new("mm");
    public static readonly Operator mv = new("mv");
    public static readonly Operator outer = new("outer");
    public static readonly Operator tensordot = new("tensordot");
    public static readonly Operator trace = new("trace");
    public static readonly Operator vdot = new("vdot");
}
