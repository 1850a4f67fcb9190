using System.Text;
using TorchSharp;

namespace ModelGen.LibTorch;

/// <summary>
/// One argument of an operator: its native form, and the tensor, list or text that must stay alive for it. Made by implicit conversion, so that
/// a call reads like the operator's schema.
/// </summary>
/// <remarks>Null becomes None: an absent tensor, an absent number, an absent list.</remarks>
internal readonly struct Argument
{
    private Argument(NativeArgument native, object? reference = null)
    {
        Native = native;
        Reference = reference;
    }

    private Argument(Tag tag, long integer) => Native = new() { Tag = tag, Integer = integer };

    private Argument(Tag tag, object reference)
    {
        Native = new() { Tag = tag };
        Reference = reference;
    }

    /// <summary>Complete but for what <see cref="Write"/> copies.</summary>
    public NativeArgument Native { get; }

    /// <summary>What a tensor, a list, a text or a complex number is read from.</summary>
    public object? Reference { get; }

    /// <summary>Whether the call needs a copy of what <see cref="Reference"/> holds.</summary>
    public bool IsCopied => Native.Tag is >= Tag.IntList and <= Tag.String or Tag.Complex;

    public static Argument None => default;

    /// <summary>A list whose null entries are absent tensors, as <c>aten::index</c> takes it.</summary>
    public static Argument OptionalTensors(torch.Tensor?[] tensors) => new(Tag.OptionalTensorList, tensors);

    public static implicit operator Argument(torch.Tensor? value) => value is null
        ? None
        : new(new NativeArgument { Tag = Tag.Tensor, Integer = value.Handle }, value);
    public static implicit operator Argument(long value) => new(Tag.Int, value);
    public static implicit operator Argument(long? value) => value is { } number ? number : None;
    public static implicit operator Argument(int value) => new(Tag.Int, value);
    public static implicit operator Argument(double value) => new(new NativeArgument { Tag = Tag.Double, Real = value });
    public static implicit operator Argument(double? value) => value is { } number ? number : None;
    public static implicit operator Argument(bool value) => new(Tag.Bool, value ? 1 : 0);
    public static implicit operator Argument(bool? value) => value is { } flag ? flag : None;
    public static implicit operator Argument(long[]? value) => value is null ? None : new(Tag.IntList, value);
    public static implicit operator Argument(double[]? value) => value is null ? None : new(Tag.DoubleList, value);
    public static implicit operator Argument(bool[]? value) => value is null ? None : new(Tag.BoolList, value);
    public static implicit operator Argument(torch.Tensor[] value) => new(Tag.TensorList, value);
    public static implicit operator Argument(string? value) => value is null ? None : new(Tag.String, value);
    public static implicit operator Argument(torch.ScalarType value) => new(Tag.Int, (sbyte)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } type ? type : None;

    public static implicit operator Argument(torch.Generator? value) => value is null
        ? None
        : new(new NativeArgument { Tag = Tag.Generator, Integer = value.Handle }, value);

    public static implicit operator Argument(torch.Device? value) => value is null
        ? None
        : new(new NativeArgument { Tag = Tag.Device, Length = value.index, Integer = (long)value.type });

    public static implicit operator Argument(Scalar? value) => value switch
    {
        null => None,
        { Type: torch.ScalarType.Bool } => value.ToBoolean(),
        { Type: torch.ScalarType.Int64 } => value.ToInt64(),
        { Type: torch.ScalarType.Float64 } => value.ToDouble(),
        _ => new(Tag.Complex, value),
    };

    /// <summary>The room that the argument's list, text or number takes beside its <see cref="NativeArgument"/>.</summary>
    public int ListBytes => Native.Tag switch
    {
        Tag.IntList => ((long[])Reference!).Length * sizeof(long),
        Tag.DoubleList => ((double[])Reference!).Length * sizeof(double),
        Tag.BoolList => Aligned(((bool[])Reference!).Length),
        Tag.TensorList or Tag.OptionalTensorList => ((torch.Tensor?[])Reference!).Length * nint.Size,
        Tag.String => Aligned(Encoding.UTF8.GetByteCount((string)Reference!)),
        Tag.Complex => 2 * sizeof(double),
        _ => 0,
    };

    /// <summary>Fills in what is copied, to <paramref name="lists"/>. Gives back the bytes used there.</summary>
    public unsafe int Write(NativeArgument* native, byte* lists)
    {
        if (!IsCopied)
            return 0;
        native->Pointer = lists;
        native->Length = CopyList(lists);
        return ListBytes;
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
                throw new InvalidOperationException($"No list in an argument of kind {Native.Tag}.");
        }
    }

    // Each list starts where an int64 may stand.
    private static int Aligned(int bytes) => (bytes + 7) & ~7;
}
