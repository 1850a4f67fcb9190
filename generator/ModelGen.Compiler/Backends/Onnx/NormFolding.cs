using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Onnx;

/// <summary>
/// Makes batch norms part of the convolution or linear layer they follow: (W·x + b − mean)·f + β = (f·W)·x + (b − mean)·f + β with
/// f = weight / √(variance + ε), which holds in eval mode alone (Jacob et al. 2018, section 3.2).
/// </summary>
internal static class NormFolding
{
    private const int Weight = 1;
    private const int Bias = 2;

    public static OnnxModel Apply(OnnxModel model)
    {
        var tensors = model.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        var uses = model.Nodes.SelectMany(n => n.Inputs).GroupBy(i => i, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var nodes = new List<OnnxNode>();
        var indexOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var node in model.Nodes)
        {
            if (node.Operator == "BatchNormalization" && indexOf.TryGetValue(node.Inputs[0], out int index) && uses[node.Inputs[0]] == 1
                && TryFold(nodes[index], node, tensors) is { } folded)
            {
                nodes[index] = folded;
                indexOf[folded.Output] = index;
                continue;
            }

            indexOf[node.Output] = nodes.Count;
            nodes.Add(node);
        }

        var read = new HashSet<string>(nodes.SelectMany(n => n.Inputs), StringComparer.Ordinal);
        return model with { Nodes = nodes.ToEquatableArray(), Tensors = tensors.Values.Where(t => read.Contains(t.Name)).ToEquatableArray() };
    }

    /// <summary>The layer with the norm in it, or null where the producer has no weights by output channel.</summary>
    private static OnnxNode? TryFold(OnnxNode layer, OnnxNode norm, Dictionary<string, OnnxTensor> tensors)
    {
        // A weight that another node reads too would be changed for both, so only plain tensors of the state dict are taken.
        if (layer.Operator is not ("Conv" or "Gemm") || tensors[layer.Inputs[Weight]] is not OnnxTensor.Weight weight)
            return null;
        var bias = layer.Inputs.Count > Bias ? tensors[layer.Inputs[Bias]] as OnnxTensor.Weight : null;
        var statistics = Norm(norm, tensors);
        // Names of their own: a key of the state dict names what the checkpoint holds.
        var foldedWeight = new OnnxTensor.FoldedWeight(weight.Key + ".folded", weight.Shape, weight.Key, statistics);
        var foldedBias = new OnnxTensor.FoldedBias(
            (bias?.Key ?? weight.Key + ".bias") + ".folded", new EquatableArray<long>(weight.Shape[0]), bias?.Key, statistics);
        tensors[foldedWeight.Name] = foldedWeight;
        tensors[foldedBias.Name] = foldedBias;
        return layer with { Inputs = new(layer.Inputs[0], foldedWeight.Name, foldedBias.Name), Output = norm.Output };
    }

    private static OnnxNorm Norm(OnnxNode node, Dictionary<string, OnnxTensor> tensors)
    {
        string? Key(int input) => (tensors[node.Inputs[input]] as OnnxTensor.Weight)?.Key;
        double epsilon = ((OnnxAttribute.Number)node.Find("epsilon")!).Value;
        return new OnnxNorm(Key(1), Key(2), Key(3)!, Key(4)!, epsilon);
    }
}
