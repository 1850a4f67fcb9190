using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>
/// Runs an inference form step by step, with what every provider has: channels-last images, activations and additions in place, each value
/// disposed after its last use.
/// </summary>
internal sealed class PlainProgram
{
    private readonly InferenceGraph graph;
    private readonly ValueLives lives;

    public PlainProgram(InferenceGraph graph)
    {
        this.graph = graph;
        lives = new ValueLives(graph);
    }

    /// <param name="input">Stays as it is, and the caller's.</param>
    public Tensor Run(Tensor input)
    {
        using var guard = no_grad();
        var values = new Tensor?[graph.Steps.Count];
        try
        {
            values[0] = input.dim() == 4 ? ChannelsLast(input) : input.alias();
            for (int i = 1; i < graph.Steps.Count; i++)
            {
                var step = graph.Steps[i];
                var operands = step.Inputs.Select(s => values[lives.IndexOf(s)]!).ToArray();
                values[i] = Compute(step, operands, lives.Overwritten(i));
                foreach (var spent in step.Inputs.Distinct())
                {
                    int index = lives.IndexOf(spent);
                    if (lives.LastUse(spent) != i)
                        continue;
                    if (!ReferenceEquals(values[index], values[i]))
                        values[index]!.Dispose();
                    values[index] = null;
                }
            }

            var result = values[lives.IndexOf(graph.Output)]!;
            values[lives.IndexOf(graph.Output)] = null;
            return result;
        }
        finally
        {
            foreach (var value in values)
                value?.Dispose();
        }
    }

    /// <summary>The same values, in memory pixel by pixel; a handle of its own.</summary>
    private static Tensor ChannelsLast(Tensor images)
    {
        using var last = images.permute(0, 2, 3, 1);
        using var dense = last.contiguous();
        return dense.permute(0, 3, 1, 2);
    }

    private static Tensor Compute(InferenceStep step, Tensor[] x, int overwritten)
    {
        var result = step.Op switch
        {
            InferenceOp.Conv conv => Convolve(conv, x[0]),
            InferenceOp.Linear linear => Multiply(linear, x[0]),
            InferenceOp.Affine affine => Scaled(affine, x[0], overwritten),
            InferenceOp.Add => Joined(x, overwritten, (a, b) => a + b, (a, b) => a.add_(b)),
            InferenceOp.Multiply => Joined(x, overwritten, (a, b) => a * b, (a, b) => a.mul_(b)),
            InferenceOp.Concat => cat(x, dim: 1),
            InferenceOp.Activate { Function: var function } => Activated(function, x[0], overwritten),
            InferenceOp.MaxPool pool => nn.functional.max_pool2d(x[0], pool.Kernel, pool.Stride, pool.Padding, pool.Dilation, pool.CeilMode),
            InferenceOp.AvgPool pool => nn.functional.avg_pool2d(x[0], pool.Kernel, pool.Stride, pool.Padding, pool.CeilMode, pool.CountIncludePad),
            InferenceOp.GlobalAvgPool => x[0].mean([2, 3]),
            InferenceOp.Flatten => x[0].flatten(1),
            InferenceOp.Subsample some => x[0].Subsample((some.Vertical, some.Horizontal)),
            InferenceOp.Pad pad => nn.functional.pad(x[0], pad.Amounts, PaddingModes.Constant, pad.Value),
            InferenceOp.Narrow some => x[0].narrow(1, some.Start, some.Length),
            InferenceOp.Shuffle shuffle => x[0].ChannelShuffle(shuffle.Groups),
            InferenceOp.Map map => map.Function(x[0]),
            _ => throw new InvalidOperationException($"{step.Op} cannot be computed"),
        };
        if (step.Op is InferenceOp.Conv && x.Length > 1)
            result.add_(x[1]);
        step.Activation?.Apply(result);
        return result;
    }

    private static Tensor Convolve(InferenceOp.Conv conv, Tensor x)
    {
        using var weight = conv.Weight.Read();
        if (conv.Padding is { } padding)
            return nn.functional.conv2d(x, weight, conv.Bias, conv.Stride, padding, conv.Dilation, conv.Groups);
        long[] same = SamePadding.Of(x.shape, conv.Weight.Shape[2..], conv.Stride, conv.Dilation);
        using var padded = nn.functional.pad(x, same);
        return nn.functional.conv2d(padded, weight, conv.Bias, conv.Stride, [0, 0], conv.Dilation, conv.Groups);
    }

    private static Tensor Multiply(InferenceOp.Linear linear, Tensor x)
    {
        using var weight = linear.Weight.Read();
        return nn.functional.linear(x, weight, linear.Bias);
    }

    private static Tensor Scaled(InferenceOp.Affine affine, Tensor x, int overwritten)
    {
        long[] shape = x.dim() == 4 ? [-1, 1, 1] : [-1];
        using var scale = affine.Scale.view(shape);
        using var shift = affine.Shift.view(shape);
        var result = overwritten == 0 ? x.mul_(scale) : x * scale;
        return result.add_(shift);
    }

    private static Tensor Joined(Tensor[] x, int overwritten, Func<Tensor, Tensor, Tensor> join, Func<Tensor, Tensor, Tensor> joinInPlace)
    {
        if (overwritten < 0)
            return x.Skip(2).Aggregate(join(x[0], x[1]), joinInPlace);
        return x.Where((_, i) => i != overwritten).Aggregate(x[overwritten], joinInPlace);
    }

    private static Tensor Activated(Activation function, Tensor x, int overwritten)
    {
        var result = overwritten == 0 ? x : x.clone();
        function.Apply(result);
        return result;
    }
}
