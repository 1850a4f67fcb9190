using System.Text;
using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>
/// One argument of an operator: a number held in place, or a reference to a tensor, a list or a text. Made by implicit conversion, so that
/// a call reads like the operator's schema.
/// </summary>
/// <remarks>Null becomes None: an absent tensor, an absent number, an absent list.</remarks>
internal readonly struct Argument
{
    private Argument(Tag tag, long bits = 0, int length = 0, object? reference = null)
    {
        Tag = tag;
        Length = length;
        Bits = bits;
        Reference = reference;
    }

    public Tag Tag { get; }

    /// <summary>A device's index.</summary>
    public int Length { get; }

    /// <summary>The number, or a real number's bits.</summary>
    public long Bits { get; }

    /// <summary>What a tensor, a list, a text or a complex number is read from.</summary>
    public object? Reference { get; }

    public static Argument None => default;

    /// <summary>A list whose null entries are absent tensors, as <c>aten::index</c> takes it.</summary>
    public static Argument OptionalTensors(torch.Tensor?[] tensors) => new(Tag.OptionalTensorList, reference: tensors);

    public static implicit operator Argument(torch.Tensor? value) => value is null ? None : new(Tag.Tensor, reference: value);
    public static implicit operator Argument(long value) => new(Tag.Int, value);
    public static implicit operator Argument(long? value) => value is { } number ? number : None;
    public static implicit operator Argument(int value) => new(Tag.Int, value);
    public static implicit operator Argument(double value) => new(Tag.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(double? value) => value is { } number ? number : None;
    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Argument(bool? value) => value is { } flag ? flag : None;
    public static implicit operator Argument(long[]? value) => value is null ? None : new(Tag.IntList, reference: value);
    public static implicit operator Argument(double[]? value) => value is null ? None : new(Tag.DoubleList, reference: value);
    public static implicit operator Argument(bool[]? value) => value is null ? None : new(Tag.BoolList, reference: value);
    public static implicit operator Argument(torch.Tensor[] value) => new(Tag.TensorList, reference: value);
    public static implicit operator Argument(string? value) => value is null ? None : new(Tag.String, reference: value);
    public static implicit operator Argument(torch.ScalarType value) => new(Tag.Int, (sbyte)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } type ? type : None;
    public static implicit operator Argument(torch.Generator? value) => value is null ? None : new(Tag.Generator, reference: value);

    public static implicit operator Argument(torch.Device? value) => value is null ? None : new(Tag.Device, (long)value.type, value.index);

    public static implicit operator Argument(Scalar? value) => value switch
    {
        null => None,
        { Type: torch.ScalarType.Bool } => value.ToBoolean(),
        { Type: torch.ScalarType.Int64 } => value.ToInt64(),
        { Type: torch.ScalarType.Float64 } => value.ToDouble(),
        _ => new(Tag.Complex, reference: value),
    };

    /// <summary>The room that the argument's list, text or number takes beside its <see cref="NativeArgument"/>.</summary>
    public int ListBytes => Reference is null ? 0 : Tag switch
    {
        Tag.IntList => ((long[])Reference).Length * sizeof(long),
        Tag.DoubleList => ((double[])Reference).Length * sizeof(double),
        Tag.BoolList => Aligned(((bool[])Reference).Length),
        Tag.TensorList or Tag.OptionalTensorList => ((torch.Tensor?[])Reference).Length * nint.Size,
        Tag.String => Aligned(Encoding.UTF8.GetByteCount((string)Reference)),
        Tag.Complex => 2 * sizeof(double),
        _ => 0,
    };

    /// <summary>Fills in the native form; lists are copied to <paramref name="lists"/>. Gives back the bytes used there.</summary>
    public unsafe int Write(NativeArgument* native, byte* lists)
    {
        native->Tag = Tag;
        native->Length = Length;
        switch (Tag)
        {
            case Tag.Tensor:
                native->Pointer = (void*)((torch.Tensor)Reference!).Handle;
                return 0;
            case Tag.Generator:
                native->Pointer = (void*)((torch.Generator)Reference!).Handle;
                return 0;
            case Tag.None or Tag.Int or Tag.Double or Tag.Bool or Tag.Device:
                native->Integer = Bits;
                return 0;
            default:
                native->Pointer = lists;
                native->Length = CopyList(lists);
                return ListBytes;
        }
    }

    private unsafe int CopyList(byte* lists)
    {
        switch (Reference)
        {
            case long[] integers:
                integers.CopyTo(new Span<long>(lists, integers.Length));
                return integers.Length;
            case double[] reals:
                reals.CopyTo(new Span<double>(lists, reals.Length));
                return reals.Length;
            case bool[] bits:
                bits.CopyTo(new Span<bool>(lists, bits.Length));
                return bits.Length;
            case torch.Tensor?[] tensors:
                for (int k = 0; k < tensors.Length; k++)
                    ((nint*)lists)[k] = tensors[k]?.Handle ?? 0;
                return tensors.Length;
            case string text:
                return Encoding.UTF8.GetBytes(text, new Span<byte>(lists, ListBytes));
            case Scalar number:
                var parts = number.ToComplexFloat64();
                ((double*)lists)[0] = parts.Real;
                ((double*)lists)[1] = parts.Imaginary;
                return 2;
            default:
                throw new InvalidOperationException($"No list in an argument of kind {Tag}.");
        }
    }

    // Each list starts where an int64 may stand.
    private static int Aligned(int bytes) => (bytes + 7) & ~7;
}
