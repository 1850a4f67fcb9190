using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>The steps of an inference form in order of execution, and the tensors they hold: copies, so that the model's own stay as they are.</summary>
internal sealed class InferenceGraph : IDisposable
{
    private readonly HashSet<Tensor> owned = [];

    public InferenceGraph()
    {
        Input = new InferenceStep(new InferenceOp.Input());
        Output = Input;
        Steps = [Input];
    }

    public InferenceStep Input { get; }

    public InferenceStep Output { get; set; }

    public List<InferenceStep> Steps { get; private set; }

    /// <summary>Records what a model computes, and makes the result as short as it gets.</summary>
    public static InferenceGraph Of(IInferenceForm model)
    {
        var graph = new InferenceGraph();
        try
        {
            using var guard = no_grad();
            graph.Output = model.Trace(new InferenceValue(graph, graph.Input)).Step;
            NormFolding.Apply(graph);
            AdditionFusion.Apply(graph);
            ActivationFusion.Apply(graph);
            return graph;
        }
        catch
        {
            graph.Dispose();
            throw;
        }
    }

    public InferenceStep Add(InferenceStep step)
    {
        Steps.Add(step);
        return step;
    }

    /// <summary>Hands a tensor over; it is disposed with the graph.</summary>
    public Tensor Own(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        owned.Add(tensor);
        return tensor;
    }

    public Tensor Copy(Tensor tensor)
    {
        using var bare = tensor.detach();
        return Own(bare.clone());
    }

    /// <summary>A function that reads copies of the given tensors.</summary>
    public Func<Tensor, Tensor> WithCopies(Tensor?[] tensors, Func<Tensor, Tensor?[], Tensor> function)
    {
        Tensor?[] copies = [.. tensors.Select(t => t is null ? null : Copy(t))];
        return x => function(x, copies);
    }

    /// <summary>How often each step's value is read; the caller reads the output.</summary>
    public Dictionary<InferenceStep, int> Reads()
    {
        var reads = Steps.ToDictionary(s => s, _ => 0);
        foreach (var input in Steps.SelectMany(s => s.Inputs))
            reads[input]++;
        reads[Output]++;
        return reads;
    }

    /// <summary>Lets every reader of one step read another.</summary>
    public void Redirect(InferenceStep step, InferenceStep to)
    {
        foreach (var reader in Steps)
        {
            for (int i = 0; i < reader.Inputs.Count; i++)
            {
                if (reader.Inputs[i] == step)
                    reader.Inputs[i] = to;
            }
        }

        if (Output == step)
            Output = to;
    }

    /// <summary>Lets every reader of one step read another, and drops the step.</summary>
    public void Replace(InferenceStep step, InferenceStep by)
    {
        Redirect(step, by);
        Steps.Remove(step);
    }

    public void Dispose()
    {
        foreach (var tensor in owned)
            tensor.Dispose();
        owned.Clear();
    }
}
