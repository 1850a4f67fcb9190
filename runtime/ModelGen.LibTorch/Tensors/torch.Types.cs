using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>What a floating point type can hold.</summary>
    public struct FInfo
    {
        /// <summary>The bits of a number.</summary>
        public int bits;

        /// <summary>The distance from one to the next larger number.</summary>
        public double eps;

        public double max;

        public double min;

        /// <summary>The smallest positive number of full precision.</summary>
        public double tiny;

        public double smallest_normal;

        /// <summary>The decimal digits that can be relied on, as a power of ten.</summary>
        public double resolution;
    }

    public static bool is_tensor(object obj) => obj is Tensor;

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static bool is_complex(Tensor input) => input.is_complex();

    public static bool is_integral(Tensor t) => t.is_integral();

    public static bool is_nonzero(Tensor input) => input.is_nonzero();

    public static long numel(Tensor input) => input.numel();

    public static Tensor clone(Tensor input) => input.clone();

    /// <summary>The smallest type that holds the values of both.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => (ScalarType)Aten.promote_types.CallInt(type1, type2);

    /// <summary>The type of an arithmetic operator's result.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)Aten.result_type_Tensor.CallInt(tensor1, tensor2);

    public static bool can_cast(ScalarType from, ScalarType to) => Aten.can_cast.CallBool(from, to);

    /// <summary>The shape that operands of several shapes have after broadcasting.</summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">The shapes do not fit.</exception>
    public static Size broadcast_shapes(params long[][] shapes)
    {
        using var scope = NewDisposeScope();
        var tensors = broadcast_tensors([.. shapes.Select(shape => empty(shape, device: META))]);
        return tensors.Count == 0 ? Size.Empty : new Size(tensors[0].shape);
    }

    public static FInfo finfo() => finfo(get_default_dtype());

    /// <exception cref="ArgumentException">The type is not a floating point type.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.Float16 => Describe(16, Math.Pow(2, -10), 65504, Math.Pow(2, -14), 1e-3),
        ScalarType.BFloat16 => Describe(16, Math.Pow(2, -7), (2 - Math.Pow(2, -7)) * Math.Pow(2, 127), Math.Pow(2, -126), 1e-2),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => Describe(32, Math.Pow(2, -23), float.MaxValue, Math.Pow(2, -126), 1e-6),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => Describe(64, Math.Pow(2, -52), double.MaxValue, Math.Pow(2, -1022), 1e-15),
        _ => throw new ArgumentException("'dtype' must be floating point or complex"),
    };

    private static FInfo Describe(int bits, double eps, double max, double tiny, double resolution) =>
        new() { bits = bits, eps = eps, max = max, min = -max, tiny = tiny, smallest_normal = tiny, resolution = resolution };
}
