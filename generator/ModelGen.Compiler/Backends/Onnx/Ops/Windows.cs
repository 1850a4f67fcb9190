using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>The window of a convolution or a pooling as attributes.</summary>
internal static class Windows
{
    /// <summary>kernel_shape, strides, dilations, pads or auto_pad.</summary>
    /// <param name="padsToFit">Adds the padding at the end with which the windows of the output fit: ceil mode without its name.</param>
    /// <param name="isPadded">The op's own padding is part of the image already.</param>
    public static IEnumerable<OnnxAttribute> Attributes(OnnxCall call, bool padsToFit = false, bool isPadded = false)
    {
        var window = SlidingWindow2d.Of(call.Arguments);
        var (vertical, horizontal) = (window.Vertical, window.Horizontal);
        yield return Pair("kernel_shape", vertical.Kernel, horizontal.Kernel);
        yield return Pair("strides", vertical.Stride, horizontal.Stride);
        if ((vertical.Dilation, horizontal.Dilation) != (1, 1))
            yield return Pair("dilations", vertical.Dilation, horizontal.Dilation);
        if (window.IsSame && call.In.HasFree)
        {
            yield return new OnnxAttribute.Text("auto_pad", "SAME_UPPER");
            yield break;
        }

        long[] pads = isPadded ? [0, 0, 0, 0] : PaddingOf(call);
        if (padsToFit && !window.IsSame)
        {
            pads[2] += Math.Max(Overhang(vertical, call.In.Height, call.Out.Height), 0);
            pads[3] += Math.Max(Overhang(horizontal, call.In.Width, call.Out.Width), 0);
        }

        if (pads.Any(p => p != 0))
            yield return new OnnxAttribute.Integers("pads", new(pads));
    }

    /// <summary>Top, left, bottom, right: ONNX's order.</summary>
    public static long[] PaddingOf(OnnxCall call)
    {
        var window = SlidingWindow2d.Of(call.Arguments);
        var (top, bottom) = Pads(window.Vertical, window.IsSame, call.In.Height, call.Out.Height);
        var (left, right) = Pads(window.Horizontal, window.IsSame, call.In.Width, call.Out.Width);
        return [top, left, bottom, right];
    }

    /// <summary>True if the last window reaches over the end of the padded input, as ceil mode allows.</summary>
    public static bool Overhangs(OnnxCall call)
    {
        var window = SlidingWindow2d.Of(call.Arguments);
        return !window.IsSame
            && (Overhang(window.Vertical, call.In.Height, call.Out.Height) > 0
                || Overhang(window.Horizontal, call.In.Width, call.Out.Width) > 0);
    }

    public static OnnxAttribute.Integers Pair(string name, long height, long width) => new(name, new EquatableArray<long>(height, width));

    private static (long Before, long After) Pads(SlidingWindow window, bool isSame, long size, long positions)
    {
        if (!isSame)
            return (window.Before, window.After);
        // TensorFlow's rule, and torch's at stride 1: the odd zero comes last.
        long total = Math.Max(((positions - 1) * window.Stride) + window.Extent - size, 0);
        return (total / 2, total - (total / 2));
    }

    private static long Overhang(SlidingWindow window, long size, long positions) =>
        size == Shape.Free ? 0 : ((positions - 1) * window.Stride) + window.Extent - (size + window.Before + window.After);
}
