using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    private static ScalarType defaultType => (ScalarType)Native.modelgen_default_dtype();

    // Null for the CPU: static fields of one class in several files have no order that could be relied on.
    private static Device? defaultDevice;

    /// <summary>The type of new tensors that are given none.</summary>
    public static ScalarType get_default_dtype() => defaultType;

    /// <exception cref="System.Runtime.InteropServices.ExternalException">The type is not a floating point type.</exception>
    public static void set_default_dtype(ScalarType dtype) => Native.Check(Native.modelgen_set_default_dtype((int)dtype));

    public static Device get_default_device() => defaultDevice ?? CPU;

    public static void set_default_device(Device device) => defaultDevice = InitializeDevice(device);

    public static void set_default_device(string device) => set_default_device(new Device(device));

    private static Tensor Filled(
        Operator op, long[] size, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Ready(op.Call(size, dtype ?? defaultType, Argument.None, InitializeDevice(device)), requires_grad, names);

    private static Tensor Filled(long[] size, Scalar value, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Ready(Aten.full.Call(size, value, dtype, Argument.None, InitializeDevice(device)), requires_grad, names);

    private static Tensor Drawn(
        Operator op, long[] size, Generator? generator, ScalarType? dtype, Device? device, bool requires_grad, string[]? names) =>
        Ready(op.Call(size, generator, dtype ?? defaultType, Argument.None, InitializeDevice(device)), requires_grad, names);

    private static Tensor Ready(Tensor tensor, bool requires_grad, string[]? names = null)
    {
        if (requires_grad)
            tensor.requires_grad = true;
        return Named(tensor, names);
    }

    /// <summary>The numbers from <paramref name="start"/> to, not with, <paramref name="stop"/>; int64 when all three are whole.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ready(Aten.arange_start_step.Call(start, stop, step, dtype, Argument.None, InitializeDevice(device)), requires_grad);

    public static Tensor arange(Scalar start, Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(start, stop, 1, dtype, device, requires_grad);

    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary><paramref name="steps"/> numbers at equal distances, both ends included.</summary>
    public static Tensor linspace(
        double start, double end, long steps, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Ready(Aten.linspace.Call(start, end, steps, dtype ?? defaultType, Argument.None, InitializeDevice(device)), requires_grad);

    /// <summary>Powers of <paramref name="base"/> whose exponents lie at equal distances, both ends included.</summary>
    public static Tensor logspace(
        double start, double end, long steps, double @base = 10, ScalarType? dtype = null, Device? device = null,
        bool requires_grad = false) =>
        Ready(Aten.logspace.Call(start, end, steps, @base, dtype ?? defaultType, Argument.None, InitializeDevice(device)), requires_grad);

    /// <summary>Ones on the diagonal of a matrix of zeros, square when <paramref name="columns"/> is -1.</summary>
    public static Tensor eye(
        long rows, long columns = -1, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, string[]? names = null)
    {
        if (columns == -1)
            columns = rows;
        return Ready(
            Aten.eye_m.Call(rows, columns, dtype ?? defaultType, Argument.None, InitializeDevice(device)), requires_grad, names);
    }

    public partial class Tensor
    {
        // Tensors of this one's shape; type and device too, unless told otherwise.
        public Tensor zeros_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.zeros_like.Call(this, dtype, Argument.None, device), requires_grad);

        public Tensor ones_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.ones_like.Call(this, dtype, Argument.None, device), requires_grad);

        public Tensor empty_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.empty_like.Call(this, dtype, Argument.None, device), requires_grad);

        public Tensor full_like(Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.full_like.Call(this, value, dtype, Argument.None, device), requires_grad);

        public Tensor rand_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.rand_like.Call(this, dtype, Argument.None, device), requires_grad);

        public Tensor randn_like(ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.randn_like.Call(this, dtype, Argument.None, device), requires_grad);

        public Tensor randint_like(long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
            Ready(Aten.randint_like_low_dtype.Call(this, low, high, dtype, Argument.None, device), requires_grad);
    }
}
