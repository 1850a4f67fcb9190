using ModelGen.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// A model made ready to be asked, not trained: batch norms are part of the layers beside them, dropouts are gone, activations and additions are
/// done where the values lie. On a provider that can, whole batches run as one prepared program. It holds copies of the weights, or has taken them: what
/// the model learns afterwards does not reach it. See docs/inference.md.
/// </summary>
public sealed class InferenceModel : nn.Module<Tensor, Tensor>
{
    private readonly InferenceGraph graph;
    private readonly PlainProgram plain;
    private readonly InferenceOptions options;
    private readonly Lock gate = new();

    /// <summary>What was chosen for sizes of images and batches; null for the plain form.</summary>
    private readonly Dictionary<(long Batch, long Channels, long Height, long Width), IPreparedProgram?> chosen = [];

    /// <summary>A model that was given up and is still read.</summary>
    private readonly nn.Module? taken;

    /// <param name="model">Generated: an <see cref="IInferenceForm"/>.</param>
    /// <param name="options">How the form is made.</param>
    internal InferenceModel(nn.Module<Tensor, Tensor> model, InferenceOptions options) : base(model.GetName())
    {
        this.options = options;
        graph = InferenceGraph.Of((IInferenceForm)model, options.TakesModel);
        plain = new PlainProgram(graph);
        if (!options.TakesModel)
            return;
        if (graph.ReadsModel)
            taken = model;
        else
            model.Dispose();
    }

    /// <summary>The steps it runs, in words.</summary>
    public IReadOnlyList<string> Steps => [.. graph.Steps.Skip(1).Select(s => s.ToString())];

    /// <summary>How each size of batch that was asked runs, in words, and the memory it takes; null where it runs step by step.</summary>
    public IReadOnlyList<(string Batch, string Form, ProgramMemory? Memory)> Prepared
    {
        get
        {
            lock (gate)
            {
                return [.. chosen.Select(c => (
                    $"{c.Key.Batch}×{c.Key.Channels}×{c.Key.Height}×{c.Key.Width}", c.Value?.Form.ToString() ?? "step by step", c.Value?.Memory))];
            }
        }
    }

    /// <param name="input">N × C × H × W, as the model takes it. Stays as it is. The first batch of a size takes longer: it is prepared for.</param>
    /// <returns>The logits, which are the caller's; no gradient reaches them.</returns>
    public override Tensor forward(Tensor input)
    {
        if (!options.Prepares || input.dim() != 4 || input.dtype != ScalarType.Float32 || input.device.type != DeviceType.CPU || input.shape[0] == 0)
            return plain.Run(input);
        using var guard = no_grad();
        using var images = input.contiguous();
        lock (gate)
        {
            if (ProgramFor(images) is { } program)
                return program.Run(images);
        }

        return plain.Run(input);
    }

    /// <summary>There is nothing to register: the weights are copies, and not trained.</summary>
    protected override void RegisterComponents()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The graph first: programs give its weights back as long as it is there.
            graph.Dispose();
            foreach (var program in chosen.Values.Distinct())
                program?.Dispose();
            chosen.Clear();
            taken?.Dispose();
        }

        base.Dispose(disposing);
    }

    private IPreparedProgram? ProgramFor(Tensor images)
    {
        long[] shape = images.shape;
        var key = (shape[0], shape[1], shape[2], shape[3]);
        if (chosen.TryGetValue(key, out var known))
            return known;
        // The last batch of a data set is shorter: what computes the others in parts computes it too.
        var program = shape[0] == 1 ? null : chosen.Values.FirstOrDefault(p => p is { Form: { IsParallel: true } form }
            && (form.Channels, form.Height, form.Width) == (key.Item2, key.Item3, key.Item4) && shape[0] >= form.Images * 2);
        program ??= new ProgramChooser(graph, plain, options.Tolerance).Choose(images);
        chosen.Add(key, program);
        return program;
    }
}
