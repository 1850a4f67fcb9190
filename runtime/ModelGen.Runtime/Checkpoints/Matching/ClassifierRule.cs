namespace ModelGen.Checkpoints.Matching;

/// <summary>
/// A classifier is a layer with as many outputs as the model has classes. Weights that were trained for another number of classes fit but
/// for it; asked to, it is left fresh.
/// </summary>
internal static class ClassifierRule
{
    public static void Apply(StateMatch match, IReadOnlyList<ModelTensor> model, long classes)
    {
        var layers = match.Mismatched.Where(m => DiffersInOutputs(m, classes)).Select(m => Layer(m.Expected.Name)).ToHashSet();
        // Of what is not in the file at all, only the last layer can be meant.
        if (model.LastOrDefault(t => t.Shape.Count > 1) is { } last && last.Shape[0] == classes && match.Missing.Contains(last))
            layers.Add(Layer(last.Name));
        var fresh = model.Where(t => layers.Contains(Layer(t.Name))).ToHashSet();
        match.Fresh.AddRange(model.Where(fresh.Contains));
        match.Matched.RemoveAll(m => fresh.Contains(m.Expected));
        match.Mismatched.RemoveAll(m => fresh.Contains(m.Expected));
        match.Missing.RemoveAll(fresh.Contains);
    }

    private static bool DiffersInOutputs(MatchedTensor m, long classes) =>
        m.Expected.Shape.Count > 0 && m.Expected.Shape[0] == classes && m.Found.Shape.Count == m.Expected.Shape.Count
        && m.Found.Shape.Skip(1).SequenceEqual(m.Expected.Shape.Skip(1));

    private static string Layer(string key) => key[..Math.Max(0, key.LastIndexOf('.'))];
}
