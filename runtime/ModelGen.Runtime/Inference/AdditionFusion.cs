namespace ModelGen.Inference;

/// <summary>
/// Lets a convolution add to its result what is added right after it: the sum takes the place of the other summand, and no tensor is made for
/// it. The other summand must be computed by then and not be needed any more.
/// </summary>
internal static class AdditionFusion
{
    public static void Apply(InferenceGraph graph)
    {
        foreach (var sum in graph.Steps.Where(s => s.Op is InferenceOp.Add && s.Inputs.Count == 2).ToList())
        {
            var lives = new ValueLives(graph);
            // The summand that comes last is moved the least.
            foreach (int position in lives.IndexOf(sum.Inputs[0]) > lives.IndexOf(sum.Inputs[1]) ? new[] { 0, 1 } : [1, 0])
            {
                if (TryFuse(graph, lives, sum, sum.Inputs[position], sum.Inputs[1 - position]))
                    break;
            }
        }
    }

    private static bool TryFuse(InferenceGraph graph, ValueLives lives, InferenceStep sum, InferenceStep layer, InferenceStep other)
    {
        // A concatenation may share its memory with one that is longer.
        bool isFree = other.Op is not InferenceOp.Concat && lives.EndsAt(other, sum) && !layer.Inputs.Contains(other);
        if (layer.Op is not InferenceOp.Conv || layer.Inputs.Count != 1 || !isFree || graph.Reads()[layer] != 1)
            return false;
        // It runs where the sum did: the other summand may be computed between.
        graph.Steps.Remove(layer);
        graph.Steps[graph.Steps.IndexOf(sum)] = layer;
        layer.Inputs.Add(other);
        graph.Redirect(sum, layer);
        return true;
    }
}
