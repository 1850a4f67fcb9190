namespace ModelGen.LibTorch;

internal static partial class Aten
{
    public static readonly Operator alias = new("alias");
    public static readonly Operator can_cast = new("can_cast");
    public static readonly Operator clone = new("clone");
    public static readonly Operator copy_ = new("copy_");
    public static readonly Operator detach = new("detach");
    public static readonly Operator detach_ = new("detach_");
    public static readonly Operator fill__Scalar = new("fill_", "Scalar");
    public static readonly Operator index_put_ = new("index_put_");
    public static readonly Operator is_nonzero = new("is_nonzero");
    public static readonly Operator promote_types = new("promote_types");
    public static readonly Operator result_type_Tensor = new("result_type", "Tensor");
    public static readonly Operator rsub_Scalar = new("rsub", "Scalar");
    public static readonly Operator set__source_Tensor = new("set_", "source_Tensor");
    public static readonly Operator to_device = new("to", "device");
    public static readonly Operator to_dtype = new("to", "dtype");
    public static readonly Operator zero_ = new("zero_");
}
