using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Ops;

/// <summary>Checks of the incoming value that many ops share.</summary>
internal static class Expect
{
    /// <summary>True for channels × height × width.</summary>
    public static bool Image(OpCall call)
    {
        if (call.In.IsImage)
            return true;
        string what = call.In.IsVector ? $"a vector of {call.In}" : $"{call.In} with the channels last";
        string hint = call.In.IsVector ? "" : "; permute: [0, 3, 1, 2] moves them back";
        call.Fail($"expected an image (channels×height×width), found {what}{hint}");
        return false;
    }

    /// <summary>True if a pooling's padding is at most half of its kernel, as torch asks: no window lies in the padding alone.</summary>
    public static bool PoolPadding(OpCall call)
    {
        if (call.Is("padding", SlidingWindow2d.Same))
        {
            if (!call.Bool("ceil_mode"))
                return true;
            call.Fail("padding: same rounds up itself; leave ceil_mode out", "ceil_mode");
            return false;
        }

        var kernel = call.Pair("kernel_size");
        var padding = call.Pair("padding");
        if (padding.Height * 2 <= kernel.Height && padding.Width * 2 <= kernel.Width)
            return true;
        call.Fail($"expected a padding of at most half the kernel_size ({kernel.Height}×{kernel.Width}), found {padding.Height}×{padding.Width}", "padding");
        return false;
    }

    /// <summary>True if the number of channels is a multiple of <paramref name="divisor"/>, the value of an argument.</summary>
    public static bool DivisibleChannels(OpCall call, long channels, string what, string argument)
    {
        long divisor = call.Integer(argument);
        if (divisor > 0 && channels % divisor == 0)
            return true;
        call.Fail($"{what} {channels} cannot be divided into {argument} {divisor}", argument);
        return false;
    }
}
