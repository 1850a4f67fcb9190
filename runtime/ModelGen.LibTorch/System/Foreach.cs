using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>
/// libtorch's operators on whole lists of tensors, one call for all: what an optimiser's step is made of. Lists are of one length, and the
/// k-th tensors of all lists belong together.
/// </summary>
internal static class Foreach
{
    private static readonly Operator addScalar = new("_foreach_add_", "Scalar");
    private static readonly Operator addList = new("_foreach_add_", "List");
    private static readonly Operator addListNew = new("_foreach_add", "List");
    private static readonly Operator subList = new("_foreach_sub_", "List");
    private static readonly Operator mulScalar = new("_foreach_mul_", "Scalar");
    private static readonly Operator mulScalarNew = new("_foreach_mul", "Scalar");
    private static readonly Operator mulList = new("_foreach_mul_", "List");
    private static readonly Operator divScalar = new("_foreach_div_", "Scalar");
    private static readonly Operator divList = new("_foreach_div_", "List");
    private static readonly Operator divScalarNew = new("_foreach_div", "Scalar");
    private static readonly Operator addcmulScalar = new("_foreach_addcmul_", "Scalar");
    private static readonly Operator addcdivScalar = new("_foreach_addcdiv_", "Scalar");
    private static readonly Operator sqrtNew = new("_foreach_sqrt");
    private static readonly Operator sqrtInPlace = new("_foreach_sqrt_");
    private static readonly Operator negNew = new("_foreach_neg");
    private static readonly Operator zero = new("_foreach_zero_");
    private static readonly Operator maximumList = new("_foreach_maximum", "List");
    private static readonly Operator normScalar = new("_foreach_norm", "Scalar");

    public static void add_(torch.Tensor[] self, double scalar) => addScalar.Run(self, scalar);

    public static void add_(torch.Tensor[] self, torch.Tensor[] other, double alpha = 1) => addList.Run(self, other, alpha);

    public static torch.Tensor[] add(torch.Tensor[] self, torch.Tensor[] other, double alpha = 1) =>
        addListNew.CallList(self, other, alpha);

    public static void sub_(torch.Tensor[] self, torch.Tensor[] other, double alpha = 1) => subList.Run(self, other, alpha);

    public static void mul_(torch.Tensor[] self, double scalar) => mulScalar.Run(self, scalar);

    public static void mul_(torch.Tensor[] self, torch.Tensor[] other) => mulList.Run(self, other);

    public static torch.Tensor[] mul(torch.Tensor[] self, double scalar) => mulScalarNew.CallList(self, scalar);

    public static void div_(torch.Tensor[] self, double scalar) => divScalar.Run(self, scalar);

    public static void div_(torch.Tensor[] self, torch.Tensor[] other) => divList.Run(self, other);

    public static torch.Tensor[] div(torch.Tensor[] self, double scalar) => divScalarNew.CallList(self, scalar);

    /// <summary>self += value · tensor1 · tensor2.</summary>
    public static void addcmul_(torch.Tensor[] self, torch.Tensor[] tensor1, torch.Tensor[] tensor2, double value = 1) =>
        addcmulScalar.Run(self, tensor1, tensor2, value);

    /// <summary>self += value · tensor1 / tensor2.</summary>
    public static void addcdiv_(torch.Tensor[] self, torch.Tensor[] tensor1, torch.Tensor[] tensor2, double value = 1) =>
        addcdivScalar.Run(self, tensor1, tensor2, value);

    public static torch.Tensor[] sqrt(torch.Tensor[] self) => sqrtNew.CallList(self);

    public static void sqrt_(torch.Tensor[] self) => sqrtInPlace.Run(self);

    public static torch.Tensor[] neg(torch.Tensor[] self) => negNew.CallList(self);

    public static void zero_(torch.Tensor[] self) => zero.Run(self);

    /// <summary>The larger of each pair of elements, as new tensors.</summary>
    public static torch.Tensor[] maximum(torch.Tensor[] self, torch.Tensor[] other) => maximumList.CallList(self, other);

    /// <summary>The norm of each tensor.</summary>
    public static torch.Tensor[] norm(torch.Tensor[] self, double ord = 2) => normScalar.CallList(self, ord);
}
