namespace ModelGen.Inference;

/// <summary>How long each value of a graph is needed, and which steps may overwrite what they read.</summary>
internal sealed class ValueLives
{
    private readonly InferenceGraph graph;
    private readonly Dictionary<InferenceStep, int> indexOf;
    private readonly int[] lastUse;
    private readonly int[] overwritten;

    public ValueLives(InferenceGraph graph)
    {
        this.graph = graph;
        indexOf = graph.Steps.Select((step, i) => (step, i)).ToDictionary(p => p.step, p => p.i);
        lastUse = new int[graph.Steps.Count];
        for (int i = 0; i < graph.Steps.Count; i++)
        {
            foreach (var input in graph.Steps[i].Inputs)
                lastUse[indexOf[input]] = i;
        }

        // The caller reads the output.
        lastUse[indexOf[graph.Output]] = int.MaxValue;
        overwritten = [.. graph.Steps.Select(Overwrites)];
    }

    public int IndexOf(InferenceStep step) => indexOf[step];

    /// <summary>The index of the last step that reads a value.</summary>
    public int LastUse(InferenceStep value) => lastUse[indexOf[value]];

    /// <summary>The position of the input that a step overwrites, or −1.</summary>
    public int Overwritten(int step) => overwritten[step];

    /// <summary>True if nothing but this step needs the value any more, and no view of it lives on.</summary>
    public bool EndsAt(InferenceStep value, InferenceStep reader) =>
        LastUse(value) == indexOf[reader] && reader.Inputs.Count(i => i == value) == 1
        && value.Op.IsFresh && graph.Steps.TrueForAll(s => s.Op.IsFresh || !s.Inputs.Contains(value));

    private int Overwrites(InferenceStep step)
    {
        if (step.Op is not (InferenceOp.Add or InferenceOp.Multiply or InferenceOp.Activate or InferenceOp.Affine))
            return -1;
        // A factor for each channel is smaller than the product.
        int last = step.Op is InferenceOp.Multiply ? 0 : step.Inputs.Count - 1;
        for (int position = last; position >= 0; position--)
        {
            if (EndsAt(step.Inputs[position], step))
                return position;
        }

        return -1;
    }
}
