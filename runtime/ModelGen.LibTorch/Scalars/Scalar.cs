using System.Numerics;

namespace TorchSharp;

/// <summary>A number of one of libtorch's four kinds: Int64, Float64, Bool or ComplexFloat64. Made by implicit conversion.</summary>
/// <remarks>Unlike TorchSharp's, it holds its value itself: there is nothing native to dispose.</remarks>
public sealed class Scalar : IDisposable
{
    private readonly Complex parts;
    private readonly long integer;

    private Scalar(torch.ScalarType type, long integer, Complex parts)
    {
        Type = type;
        this.integer = integer;
        this.parts = parts;
    }

    internal Scalar(long value) : this(torch.ScalarType.Int64, value, value)
    {
    }

    internal Scalar(double value) : this(torch.ScalarType.Float64, 0, value)
    {
    }

    internal Scalar(bool value) : this(torch.ScalarType.Bool, value ? 1 : 0, value ? 1 : 0)
    {
    }

    internal Scalar(Complex value) : this(torch.ScalarType.ComplexFloat64, 0, value)
    {
    }

    public torch.ScalarType Type { get; }

    internal bool IsWhole => Type is torch.ScalarType.Int64 or torch.ScalarType.Bool;

    internal long Integer => IsWhole ? integer : (long)Real;

    /// <summary>The value as a real number.</summary>
    /// <exception cref="InvalidCastException">The value has an imaginary part.</exception>
    internal double Real => parts.Imaginary == 0 ? parts.Real : throw new InvalidCastException($"{parts} is not a real number.");

    internal Complex Complex => parts;

    internal bool IsTrue => IsWhole ? integer != 0 : parts != Complex.Zero;

    public static implicit operator Scalar(byte value) => new((long)value);
    public static implicit operator Scalar(sbyte value) => new((long)value);
    public static implicit operator Scalar(short value) => new((long)value);
    public static implicit operator Scalar(int value) => new((long)value);
    public static implicit operator Scalar(long value) => new(value);
    public static implicit operator Scalar(Half value) => new((double)value);
    public static implicit operator Scalar(BFloat16 value) => new(value.ToSingle());
    public static implicit operator Scalar(float value) => new((double)value);
    public static implicit operator Scalar(double value) => new(value);
    public static implicit operator Scalar(bool value) => new(value);
    public static implicit operator Scalar((float, float) value) => new(new Complex(value.Item1, value.Item2));
    public static implicit operator Scalar(Complex value) => new(value);

    /// <summary>Does nothing: kept for code written against TorchSharp.</summary>
    public void Dispose()
    {
    }
}
