using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>
/// Makes factors and summands of channels part of a convolution or linear layer beside them: f·(W·x + b) + s = (f·W)·x + (f·b + s), which is
/// what remains of a batch norm in eval mode (Jacob et al. 2018, section 3.2). They reach the layer through additions and concatenations too, where
/// nothing else reads what lies between, and layers that follow, where those pad with nothing.
/// </summary>
internal sealed class NormFolding
{
    private readonly InferenceGraph graph;
    private readonly Dictionary<InferenceStep, int> reads;

    private NormFolding(InferenceGraph graph) => (this.graph, reads) = (graph, graph.Reads());

    public static void Apply(InferenceGraph graph)
    {
        using var guard = no_grad();
        var folding = new NormFolding(graph);
        // A norm after a norm takes two rounds, so each goes in turn, in order of execution.
        foreach (var step in graph.Steps.ToList())
        {
            if (step.Op is InferenceOp.Affine affine && folding.CanTake(step.Inputs[0]))
            {
                folding.Take(step.Inputs[0], affine.Scale, affine.Shift);
                graph.Replace(step, step.Inputs[0]);
                folding.reads[step.Inputs[0]] = folding.reads[step];
            }
        }

        foreach (var step in graph.Steps.ToList())
        {
            if (step.Op is InferenceOp.Affine affine && folding.OnlyReader(step) is { } layer && TryPrepend(layer, affine) is { } with)
            {
                layer.Op = folding.Owned(with);
                graph.Replace(step, step.Inputs[0]);
            }
        }
    }

    /// <summary>True if the step alone decides on what the norm reads, and can scale and shift it.</summary>
    private bool CanTake(InferenceStep step) => reads[step] == 1 && step.Op switch
    {
        InferenceOp.Conv or InferenceOp.Linear or InferenceOp.Affine => true,
        InferenceOp.Add => step.Inputs.Distinct().Count() == step.Inputs.Count && step.Inputs.TrueForAll(CanTake),
        InferenceOp.Concat => step.Inputs.TrueForAll(i => CanTake(i) && Channels(i.Op) > 0),
        _ => false,
    };

    private void Take(InferenceStep step, Tensor scale, Tensor shift)
    {
        switch (step.Op)
        {
            case InferenceOp.Conv or InferenceOp.Linear or InferenceOp.Affine:
                step.Op = Owned(Appended(step.Op, scale, shift));
                break;
            case InferenceOp.Add:
                using (var nothing = zeros_like(shift))
                {
                    for (int i = 0; i < step.Inputs.Count; i++)
                        Take(step.Inputs[i], scale, i == 0 ? shift : nothing);
                }

                break;
            default:
                long from = 0;
                foreach (var input in step.Inputs)
                {
                    long channels = Channels(input.Op);
                    using var part = scale.narrow(0, from, channels);
                    using var summand = shift.narrow(0, from, channels);
                    Take(input, part, summand);
                    from += channels;
                }

                break;
        }
    }

    private InferenceStep? OnlyReader(InferenceStep step) =>
        reads[step] == 1 && step != graph.Output ? graph.Steps.Find(s => s.Inputs.Contains(step)) : null;

    private InferenceOp Owned(InferenceOp op)
    {
        foreach (var tensor in Tensors(op))
            graph.Own(tensor);
        return op;
    }

    private static IEnumerable<Tensor> Tensors(InferenceOp op) => op switch
    {
        InferenceOp.Conv { Bias: { } bias } => [bias],
        InferenceOp.Linear { Bias: { } bias } => [bias],
        InferenceOp.Affine affine => [affine.Scale, affine.Shift],
        _ => [],
    };

    /// <summary>The channels a layer gives, or 0 where they are not its own choice.</summary>
    private static long Channels(InferenceOp op) => op switch
    {
        InferenceOp.Conv conv => conv.Weight.Shape[0],
        InferenceOp.Linear linear => linear.Weight.Shape[0],
        InferenceOp.Affine affine => affine.Scale.shape[0],
        _ => 0,
    };

    private static InferenceOp Appended(InferenceOp op, Tensor scale, Tensor shift)
    {
        using var scope = NewDisposeScope();
        switch (op)
        {
            case InferenceOp.Conv conv:
                conv.Weight.Multiply(scale.view(-1, 1, 1, 1));
                return conv with { Bias = Kept(Shifted(conv.Bias, scale, shift)) };
            case InferenceOp.Linear linear:
                linear.Weight.Multiply(scale.view(-1, 1));
                return linear with { Bias = Kept(Shifted(linear.Bias, scale, shift)) };
            case InferenceOp.Affine affine:
                return new InferenceOp.Affine(Kept(affine.Scale * scale), Kept(Shifted(affine.Shift, scale, shift)));
            default:
                throw new InvalidOperationException($"{op} has no channels of its own");
        }
    }

    /// <summary>The layer with what stands before it, or null where the edges of a padded image would come out otherwise.</summary>
    private static InferenceOp? TryPrepend(InferenceStep layer, InferenceOp.Affine affine)
    {
        using var scope = NewDisposeScope();
        switch (layer.Op)
        {
            case InferenceOp.Linear linear when linear.Weight.Shape[1] == affine.Scale.shape[0]:
                var summand = Kept(Sum(linear.Weight.Read().matmul(affine.Shift), linear.Bias));
                linear.Weight.Multiply(affine.Scale);
                return linear with { Bias = summand };
            case InferenceOp.Conv { Padding: [0, 0], Groups: 1 } conv:
                var moved = Kept(Sum((conv.Weight.Read() * affine.Shift.view(1, -1, 1, 1)).sum([1, 2, 3]), conv.Bias));
                conv.Weight.Multiply(affine.Scale.view(1, -1, 1, 1));
                return conv with { Bias = moved };
            default:
                return null;
        }
    }

    private static Tensor Shifted(Tensor? bias, Tensor scale, Tensor shift) => bias is null ? shift.clone() : (bias * scale) + shift;

    private static Tensor Sum(Tensor value, Tensor? other) => other is null ? value : value + other;

    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();
}
