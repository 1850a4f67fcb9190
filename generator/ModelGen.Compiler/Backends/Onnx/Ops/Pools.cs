using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx.Ops;

/// <summary>
/// Poolings. Ceil mode, whose details differ between versions of ONNX, is said as padding wherever the image's size is known.
/// </summary>
internal static class Pools
{
    public static string Max(OnnxCall call) =>
        call.Node("MaxPool", [.. Windows.Attributes(call, padsToFit: true), .. CeilMode(call)]);

    public static string Average(OnnxCall call)
    {
        bool countsPadding = call.Arguments.Bool("count_include_pad");
        if (!Windows.Overhangs(call))
            return call.Node("AveragePool", [.. Windows.Attributes(call), .. CeilMode(call), CountIncludePad(countsPadding)]);
        if (!countsPadding || Windows.PaddingOf(call).All(p => p == 0))
            return call.Node("AveragePool", [.. Windows.Attributes(call, padsToFit: true), CountIncludePad(false)]);

        // torch counts its own padding in the mean, but not what hangs over it: the first becomes part of the image.
        long[] padding = Windows.PaddingOf(call);
        var size = new Shape(call.In.Channels, call.In.Height + padding[0] + padding[2], call.In.Width + padding[1] + padding[3]);
        string padded = call.Node(
            "Pad", [call.Input, call.Integers("pads", 0, 0, padding[0], padding[1], 0, 0, padding[2], padding[3])], size, new OnnxAttribute.Text("mode", "constant"));
        return call.Node("AveragePool", [padded], call.Out,
            [.. Windows.Attributes(call, padsToFit: true, isPadded: true), CountIncludePad(false)]);
    }

    public static string GlobalAverage(OnnxCall call) => Global(call, "ReduceMean");

    public static string GlobalMax(OnnxCall call) => Global(call, "ReduceMax");

    /// <summary>
    /// Output pixel i is the mean of rows ⌊i·in/out⌋ to ⌈(i + 1)·in/out⌉ − 1 and of as many columns (PyTorch's adaptive_avg_pool2d): a
    /// product with a matrix of means from each side.
    /// </summary>
    public static string AdaptiveAverage(OnnxCall call)
    {
        if (call.Out is { Height: 1, Width: 1 })
            return call.Node("GlobalAveragePool");
        var (height, width) = call.KnownSize();
        string input = call.Input;
        if (width != call.Out.Width)
            input = call.Node("MatMul", [input, call.Numbers("columns", Transposed(Means(width, call.Out.Width), width), width,
                call.Out.Width)], call.Out with { Dimensions = new(call.In.Channels, height, call.Out.Width) });
        return height == call.Out.Height
            ? input
            : call.Node("MatMul", [call.Numbers("rows", Means(height, call.Out.Height), call.Out.Height, height), input], call.Out);
    }

    /// <summary>The greatest values of the same windows, cut out one by one.</summary>
    public static string AdaptiveMax(OnnxCall call)
    {
        if (call.Out is { Height: 1, Width: 1 })
            return call.Node("GlobalMaxPool");
        var (height, width) = call.KnownSize();
        string rows = MaxAlong(call, call.Input, axis: 2, height, call.Out.Height);
        return MaxAlong(call, rows, axis: 3, width, call.Out.Width);
    }

    private static string MaxAlong(OnnxCall call, string input, int axis, long size, long positions)
    {
        if (size == positions)
            return input;
        var parts = new List<string>();
        foreach (var (from, to) in AdaptiveWindows(size, positions))
        {
            string part = call.Node("Slice", [input, call.Integers("starts", from), call.Integers("ends", to), call.Integers("axes", axis)],
                output: null);
            parts.Add(call.Node("ReduceMax", [part], null, new OnnxAttribute.Integers("axes", new EquatableArray<long>(axis)),
                new OnnxAttribute.Integer("keepdims", 1)));
        }

        return call.Node("Concat", [.. parts], output: null, new OnnxAttribute.Integer("axis", axis));
    }

    private static string Global(OnnxCall call, string @operator) => call.Node(
        @operator, new OnnxAttribute.Integers("axes", new EquatableArray<long>(2, 3)), new OnnxAttribute.Integer("keepdims", 0));

    /// <summary>positions × size, row-major: each row has the mean's weights over its window.</summary>
    private static double[] Means(long size, long positions)
    {
        double[] matrix = new double[positions * size];
        long row = 0;
        foreach (var (from, to) in AdaptiveWindows(size, positions))
        {
            for (long i = from; i < to; i++)
                matrix[(row * size) + i] = 1.0 / (to - from);
            row++;
        }

        return matrix;
    }

    private static double[] Transposed(double[] matrix, long columns)
    {
        long rows = matrix.Length / columns;
        double[] result = new double[matrix.Length];
        for (long i = 0; i < matrix.Length; i++)
            result[(i % columns * rows) + (i / columns)] = matrix[i];
        return result;
    }

    private static IEnumerable<(long From, long To)> AdaptiveWindows(long size, long positions)
    {
        for (long i = 0; i < positions; i++)
            yield return (i * size / positions, (((i + 1) * size) + positions - 1) / positions);
    }

    private static OnnxAttribute CountIncludePad(bool counts) => new OnnxAttribute.Integer("count_include_pad", counts ? 1 : 0);

    private static IEnumerable<OnnxAttribute> CeilMode(OnnxCall call) =>
        call.In.HasFree && call.Arguments.Bool("ceil_mode") ? [new OnnxAttribute.Integer("ceil_mode", 1)] : [];
}
