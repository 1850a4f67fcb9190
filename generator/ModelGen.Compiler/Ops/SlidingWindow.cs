using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>A convolution's or a pooling's arithmetic in one direction: it stands here and nowhere else.</summary>
/// <param name="Before">Padding before the first element.</param>
/// <param name="After">Padding after the last element.</param>
internal readonly record struct SlidingWindow(long Kernel, long Stride, long Before, long After, long Dilation)
{
    /// <summary>What the dilated kernel covers.</summary>
    public long Extent => (Dilation * (Kernel - 1)) + 1;

    /// <summary>
    /// Number of positions: ⌊(size + padding − extent) / stride⌋ + 1 (Dumoulin &amp; Visin 2016, relationship 15), or with ⌈⌉ where
    /// <paramref name="ceil"/>: then, as torch does, the last window starts inside the input or its left padding. Less than 1 if none fits.
    /// </summary>
    public long Positions(long size, bool ceil = false)
    {
        if (size == Shape.Free)
            return Shape.Free;
        long room = size + Before + After - Extent;
        if (room < 0)
            return 0;
        long positions = ((room + (ceil ? Stride - 1 : 0)) / Stride) + 1;
        return ceil && (positions - 1) * Stride >= size + Before ? positions - 1 : positions;
    }

    /// <summary>Positions of <c>padding: same</c>: ⌈size / stride⌉.</summary>
    public static long SamePositions(long size, long stride) => size == Shape.Free ? Shape.Free : ((size + stride - 1) / stride);
}

/// <summary>The window of an op over height and width, from its arguments.</summary>
internal readonly record struct SlidingWindow2d(SlidingWindow Vertical, SlidingWindow Horizontal, bool IsSame)
{
    /// <summary>The word for a padding that gives ⌈size / stride⌉.</summary>
    public const string Same = "same";

    /// <summary>Reads kernel_size, stride (default: the kernel), padding, dilation, as far as the op has them.</summary>
    public static SlidingWindow2d Of(OpCall call)
    {
        var kernel = call.Pair("kernel_size");
        var stride = call.Has("stride") ? call.Pair("stride") : kernel;
        bool isSame = call.Is("padding", Same);
        var padding = isSame ? (0, 0) : call.Pair("padding");
        var dilation = call.Has("dilation") ? call.Pair("dilation") : (1, 1);
        return new(
            new(kernel.Height, stride.Height, padding.Item1, padding.Item1, dilation.Item1),
            new(kernel.Width, stride.Width, padding.Item2, padding.Item2, dilation.Item2),
            isSame);
    }

    /// <summary>The output for an image, or null with a fault where the kernel does not fit.</summary>
    public Shape? Slide(OpCall call, long channels, bool ceil = false)
    {
        var image = call.In;
        if (IsSame)
            return new Shape(channels, SlidingWindow.SamePositions(image.Height, Vertical.Stride), SlidingWindow.SamePositions(image.Width, Horizontal.Stride));
        long height = Vertical.Positions(image.Height, ceil);
        long width = Horizontal.Positions(image.Width, ceil);
        if (height != 0 && width != 0)
            return new Shape(channels, height, width);
        string kernel = Vertical.Extent + "×" + Horizontal.Extent;
        string padded = Padded(image.Height, Vertical) + "×" + Padded(image.Width, Horizontal);
        return call.Fail($"a window of {kernel} does not fit into the input {image}, which with its padding is {padded}", "kernel_size");
    }

    private static string Padded(long size, SlidingWindow window) =>
        size == Shape.Free ? "?" : (size + window.Before + window.After).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
