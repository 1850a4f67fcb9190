using System.Runtime.InteropServices;

namespace ModelGen.LibTorch;

/// <summary>The kinds of index; native/indexing.cpp holds the same list.</summary>
internal enum IndexKind
{
    None = 0,
    Single = 1,
    Null = 2,
    Ellipsis = 3,
    Bool = 4,
    Tensor = 5,
    Slice = 6,
}

/// <summary>Which bounds of a slice are given.</summary>
[Flags]
internal enum IndexBounds
{
    None = 0,
    Start = 1,
    Stop = 2,
    Step = 4,
}

/// <summary>One index between brackets as the shim sees it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeIndex
{
    public IndexKind Kind;
    public IndexBounds Bounds;
    public long Start;
    public long Stop;
    public long Step;
    public nint Tensor;
}
