using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Inference;

/// <summary>The steps of an inference form in order of execution, and the tensors they hold: copies, so that the model's own stay as they are.</summary>
internal sealed class InferenceGraph : IDisposable
{
    private readonly bool takesModel;
    private readonly HashSet<Tensor> owned = [];
    private readonly List<LayerWeight> weights = [];
    private readonly HashSet<Tensor> traced = new(ReferenceEqualityComparer.Instance);

    private InferenceGraph(bool takesModel)
    {
        this.takesModel = takesModel;
        Input = new InferenceStep(new InferenceOp.Input());
        Output = Input;
        Steps = [Input];
    }

    public InferenceStep Input { get; }

    public InferenceStep Output { get; set; }

    public List<InferenceStep> Steps { get; private set; }

    /// <summary>Whether a step calls a module of the model as it is.</summary>
    public bool ReadsModel { get; set; }

    /// <summary>Records what a model computes, and makes the result as short as it gets.</summary>
    /// <param name="model">Stays as it is unless it is taken.</param>
    /// <param name="takesModel">Whether the model is given up: its weights are then changed where they lie instead of being copied.</param>
    public static InferenceGraph Of(IInferenceForm model, bool takesModel = false)
    {
        var graph = new InferenceGraph(takesModel);
        try
        {
            using var guard = no_grad();
            graph.Output = model.Trace(new InferenceValue(graph, graph.Input)).Step;
            NormFolding.Apply(graph);
            AdditionFusion.Apply(graph);
            ActivationFusion.Apply(graph);
            graph.weights.ForEach(w => w.Part());
            graph.traced.Clear();
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

    /// <summary>A parameter as a layer's weight. Only the first layer of a model that is taken may change it where it lies.</summary>
    public LayerWeight Weight(Tensor parameter)
    {
        bool isOwn = takesModel && traced.Add(parameter);
        var weight = new LayerWeight(parameter.detach(), isOwn);
        if (takesModel && !isOwn)
            weight.Part();
        weights.Add(weight);
        return weight;
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
        weights.ForEach(w => w.Dispose());
    }
}
