using ModelGen.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen;

/// <summary>
/// A model made ready to be asked, not trained: batch norms are part of the layers beside them, dropouts are gone, activations are applied where
/// the values lie. It holds copies of the weights: what the model learns afterwards does not reach it. See docs/inference.md.
/// </summary>
public sealed class InferenceModel : nn.Module<Tensor, Tensor>
{
    private readonly InferenceGraph graph;
    private readonly PlainProgram plain;

    internal InferenceModel(string name, IInferenceForm model) : base(name)
    {
        graph = InferenceGraph.Of(model);
        plain = new PlainProgram(graph);
    }

    /// <summary>The steps it runs, in words.</summary>
    public IReadOnlyList<string> Steps => [.. graph.Steps.Skip(1).Select(s => s.ToString())];

    /// <param name="input">N × C × H × W, as the model takes it. Stays as it is.</param>
    /// <returns>The logits, which are the caller's; no gradient reaches them.</returns>
    public override Tensor forward(Tensor input) => plain.Run(input);

    /// <summary>There is nothing to register: the weights are copies, and not trained.</summary>
    protected override void RegisterComponents()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            graph.Dispose();
        base.Dispose(disposing);
    }
}
