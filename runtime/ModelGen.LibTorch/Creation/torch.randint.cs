using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Whole numbers in [<paramref name="low"/>, <paramref name="high"/>), int64 without a type.</summary>
    public static Tensor randint(
        long low, long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(low, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long high, Size size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, size.Shape, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long low, long high, long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Ready(
            Aten.randint_low_generator.Call(
                low, high, size, generator, dtype ?? ScalarType.Int64, Argument.None, InitializeDevice(device)),
            requires_grad, names);

    public static Tensor randint(
        int low, int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randint(low, high, Array.ConvertAll(size, one => (long)one), dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int high, int[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, Array.ConvertAll(size, one => (long)one), dtype, device, requires_grad, generator, names);

    public static Tensor randint_like(
        Tensor input, long low, long high, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        input.randint_like(low, high, dtype, device, requires_grad);

    /// <summary>The numbers below <paramref name="n"/> in random order, int64 without a type.</summary>
    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Ready(
            Aten.randperm_generator.Call(n, generator, dtype ?? ScalarType.Int64, Argument.None, InitializeDevice(device)), requires_grad);

    /// <summary>Numbers of a normal distribution.</summary>
    public static Tensor normal(
        double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        randn(size, dtype, device, false, generator, names).mul_(std).add_(mean).requires_grad_(requires_grad);

    /// <summary>One number for each mean and standard deviation.</summary>
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) =>
        Aten.normal_Tensor_Tensor.Call(mean, std, generator);

    /// <summary>One number, uniform in [0, 1).</summary>
    public static double rand_float(Generator? generator = null)
    {
        using var number = rand(1, ScalarType.Float64, CPU, generator: generator);
        return number.item<double>();
    }

    /// <summary>One number of the standard normal distribution.</summary>
    public static double randn_float(Generator? generator = null)
    {
        using var number = randn(1, ScalarType.Float64, CPU, generator: generator);
        return number.item<double>();
    }

    public static bool randint_bool(Generator? generator = null) => randint_long(0, 2, generator) == 1;

    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(0, high, generator);

    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);

    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    public static long randint_long(long low, long high, Generator? generator = null)
    {
        using var number = randint(low, high, [1L], ScalarType.Int64, CPU, generator: generator);
        return number.item<long>();
    }
}
