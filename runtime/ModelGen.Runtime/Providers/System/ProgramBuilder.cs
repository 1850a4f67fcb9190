using ModelGen.Inference;
using ModelGen.LibTorch;
using static TorchSharp.torch;

namespace ModelGen.Providers;

/// <summary>Records the steps of an inference form in a native program.</summary>
internal sealed class ProgramBuilder(InferenceGraph graph, NativeProgram native, PackedWeights weights)
{
    // What the native half says where it cannot do a step.
    private const int None = -1;

    private readonly Dictionary<InferenceStep, int> values = [];
    private readonly ValueLives lives = new(graph);

    /// <summary>The value of the output, or null if some step cannot be done in the program's form.</summary>
    public int? TryBuild()
    {
        values[graph.Input] = 0;
        foreach (var step in graph.Steps.Skip(1))
        {
            int value = Record(step, [.. step.Inputs.Select(i => values[i])]);
            if (value == None)
                return null;
            values[step] = value;
        }

        return native.Finish(values[graph.Output]) ? values[graph.Output] : null;
    }

    private int Record(InferenceStep step, int[] x)
    {
        var then = Function(step.Activation);
        return step.Op switch
        {
            InferenceOp.Conv conv => Convolution(conv, x, then),
            InferenceOp.Linear linear => Packed(linear.Weight, linear.Bias, (weight, bias) => native.Linear(x[0], weight, bias, then)),
            InferenceOp.Affine affine => WithPlain(affine.Scale, affine.Shift, (scale, shift) => native.ScaleShift(x[0], scale, shift!, then, Overwrites(step) == 0)),
            InferenceOp.Add => Joined(step, x, then, native.Add),
            InferenceOp.Multiply => Joined(step, x, then, native.Multiply),
            InferenceOp.Concat => native.Concat(x),
            InferenceOp.Activate { Function: var function } => native.Activate(x[0], Function(function), Overwrites(step) == 0),
            InferenceOp.MaxPool pool => MaxPool(pool, x[0]),
            InferenceOp.AvgPool pool => AvgPool(pool, x[0]),
            InferenceOp.GlobalAvgPool => native.GlobalAverage(x[0]),
            InferenceOp.Flatten => native.Flatten(x[0]),
            InferenceOp.Subsample some => native.Subsample(x[0], some.Vertical, some.Horizontal),
            InferenceOp.Pad { Value: 0, Amounts: [0, 0, 0, 0, var before, var behind] } => native.PadChannels(x[0], before, behind),
            InferenceOp.Narrow some => native.Narrow(x[0], some.Start, some.Length),
            InferenceOp.Shuffle shuffle => native.Shuffle(x[0], shuffle.Groups),
            _ => None,
        };
    }

    /// <summary>The input a step may overwrite. What a concatenation gives may be part of a longer one.</summary>
    private int Overwrites(InferenceStep step)
    {
        int position = lives.Overwritten(lives.IndexOf(step));
        return position >= 0 && step.Inputs[position].Op is InferenceOp.Concat ? None : position;
    }

    private int Convolution(InferenceOp.Conv conv, int[] x, NativeActivation then)
    {
        long[] kernel = conv.Weight.Shape[2..];
        var window = new NativeWindow(kernel, conv.Stride, conv.Dilation);
        if (conv.Padding is { } padding)
        {
            window.Pad(padding, padding);
        }
        else
        {
            var (_, height, width) = native.SizeOf(x[0]);
            if (SamePadding.Of([1, 1, height, width], kernel, conv.Stride, conv.Dilation) is not [var left, var right, var top, var bottom])
                return None;
            window.Pad([top, left], [bottom, right]);
        }

        return Packed(conv.Weight, conv.Bias, (weight, bias) => native.Convolution(x[0], weight, bias, conv.Groups, window, then, x.Length > 1 ? x[1] : None));
    }

    private int Joined(InferenceStep step, int[] x, NativeActivation then, Func<int, int, NativeActivation, bool, int> join)
    {
        int position = Math.Max(0, Overwrites(step));
        int result = x[position];
        var others = x.Where((_, i) => i != position).ToList();
        for (int i = 0; i < others.Count && result != None; i++)
            result = join(result, others[i], i == others.Count - 1 ? then : NativeActivation.None, i > 0 || Overwrites(step) == position);
        return result;
    }

    private int MaxPool(InferenceOp.MaxPool pool, int x)
    {
        var (_, height, width) = native.SizeOf(x);
        long[] size = [Pooled(height, 0, pool.Kernel, pool.Stride, pool.Padding, pool.Dilation, pool.CeilMode), Pooled(width, 1, pool.Kernel, pool.Stride, pool.Padding, pool.Dilation, pool.CeilMode)];
        return native.MaxPool(x, PoolWindow([height, width], size, pool.Kernel, pool.Stride, pool.Padding, pool.Dilation), size);
    }

    private int AvgPool(InferenceOp.AvgPool pool, int x)
    {
        long[] dilation = [1, 1];
        var (_, height, width) = native.SizeOf(x);
        long[] size = [Pooled(height, 0, pool.Kernel, pool.Stride, pool.Padding, dilation, pool.CeilMode), Pooled(width, 1, pool.Kernel, pool.Stride, pool.Padding, dilation, pool.CeilMode)];
        bool isWhole = Pooled(height, 0, pool.Kernel, pool.Stride, pool.Padding, dilation, false) == size[0]
            && Pooled(width, 1, pool.Kernel, pool.Stride, pool.Padding, dilation, false) == size[1];
        // Windows that hang over the edge count otherwise in oneDNN.
        return isWhole ? native.AveragePool(x, PoolWindow([height, width], size, pool.Kernel, pool.Stride, pool.Padding, dilation), pool.CountIncludePad, size) : None;
    }

    /// <summary>The size of a pooling's output in one direction, as torch has it.</summary>
    private static long Pooled(long size, int direction, long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceil)
    {
        long span = size + (2 * padding[direction]) - (dilation[direction] * (kernel[direction] - 1)) - 1;
        long result = ((span + (ceil ? stride[direction] - 1 : 0)) / stride[direction]) + 1;
        // The last window starts inside the image or its padding before it.
        return ceil && (result - 1) * stride[direction] >= size + padding[direction] ? result - 1 : result;
    }

    private static NativeWindow PoolWindow(long[] from, long[] to, long[] kernel, long[] stride, long[] padding, long[] dilation)
    {
        var window = new NativeWindow(kernel, stride, dilation);
        // What the last window reads behind the image; none where it ends before.
        long[] behind = [.. from.Select((size, i) => ((to[i] - 1) * stride[i]) + (dilation[i] * (kernel[i] - 1)) + 1 - size - padding[i])];
        window.Pad(padding, behind);
        return window;
    }

    private static NativeActivation Function(Activation? activation) => activation is null
        ? NativeActivation.None
        : new NativeActivation((int)activation.Kind, (float)activation.A, (float)activation.B);

    private int Packed(LayerWeight weight, Tensor? bias, Func<Tensor, Tensor?, int> use)
    {
        int value;
        using (var read = weight.Read())
            value = WithPlain(read, bias, use);
        if (value != None)
            weights.Add(weight);
        return value;
    }

    /// <summary>Weights as the native half reads them: float32 in order.</summary>
    private static int WithPlain(Tensor first, Tensor? second, Func<Tensor, Tensor?, int> use)
    {
        using var plain = first.contiguous();
        using var other = second?.contiguous();
        return use(plain, other);
    }
}
