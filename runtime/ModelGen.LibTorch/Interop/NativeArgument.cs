using System.Runtime.InteropServices;

namespace ModelGen.LibTorch;

/// <summary>The kinds of value that cross the border; native/shim.h holds the same list.</summary>
internal enum Tag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    BoolList = 7,
    TensorList = 8,
    OptionalTensorList = 9,
    String = 10,
    Device = 11,
    Generator = 12,
    Complex = 13,
}

/// <summary>An argument or a result as the shim sees it.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal unsafe struct NativeArgument
{
    [FieldOffset(0)] public Tag Tag;
    [FieldOffset(4)] public int Length;
    [FieldOffset(8)] public long Integer;
    [FieldOffset(8)] public double Real;
    [FieldOffset(8)] public void* Pointer;
}
