namespace ModelGen.Checkpoints.Matching;

/// <summary>A tensor of the model and the one in the file that has its key.</summary>
internal sealed record MatchedTensor(ModelTensor Expected, StoredTensor Found);

/// <summary>What of a file belongs to a model, key by key. Nothing has been read but names and shapes.</summary>
internal sealed class StateMatch
{
    private StateMatch(string prefix) => Prefix = prefix;

    /// <summary>Where in the file the state dict is, with its final dot; empty: at the top.</summary>
    public string Prefix { get; }

    /// <summary>Fit, in the model's order.</summary>
    public List<MatchedTensor> Matched { get; } = [];

    /// <summary>Another shape in the file than in the model.</summary>
    public List<MatchedTensor> Mismatched { get; } = [];

    /// <summary>In the model, not in the file.</summary>
    public List<ModelTensor> Missing { get; } = [];

    /// <summary>Under the prefix, but no key of the model: by the key they would have there.</summary>
    public List<StoredTensor> Unexpected { get; } = [];

    /// <summary>Left fresh because that was asked for: the classifier.</summary>
    public List<ModelTensor> Fresh { get; } = [];

    /// <summary>Batch counters of norms that an old file does not have.</summary>
    public List<ModelTensor> MissingCounters { get; } = [];

    /// <summary>Tensors of the file outside the prefix: an optimiser's state, a moving average.</summary>
    public int Outside { get; private set; }

    /// <summary>Dropped by a rename rule.</summary>
    public int Dropped { get; private set; }

    public bool IsComplete => Missing.Count == 0 && Unexpected.Count == 0 && Mismatched.Count == 0;

    /// <param name="tensors">The file's.</param>
    /// <param name="model">The model's, in its order.</param>
    /// <param name="classes">Of the model, by which its classifier is known.</param>
    /// <param name="options">Rules.</param>
    public static StateMatch Run(IReadOnlyList<StoredTensor> tensors, IReadOnlyList<ModelTensor> model, long classes,
        WeightsOptions options)
    {
        var expected = model.ToDictionary(t => t.Name);
        string prefix = options.Prefix is { } given
            ? given.TrimEnd('.') + (given.Length > 0 ? "." : "")
            : StatePrefix.Find(tensors, expected, options.Renames) ?? "";
        var match = new StateMatch(prefix);
        var found = match.Rename(tensors, options.Renames);
        foreach (var tensor in model)
            match.Place(tensor, found);
        match.Unexpected.AddRange(found.Values.Where(t => !expected.ContainsKey(t.Name)));
        if (options.FreshClassifier)
            ClassifierRule.Apply(match, model, classes);
        return match;
    }

    private Dictionary<string, StoredTensor> Rename(IReadOnlyList<StoredTensor> tensors, IReadOnlyList<RenameRule> renames)
    {
        var found = new Dictionary<string, StoredTensor>();
        foreach (var tensor in tensors)
        {
            if (!tensor.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                Outside++;
                continue;
            }

            string key = RenameRule.Rename(renames, tensor.Name[Prefix.Length..]);
            if (key.Length == 0)
                Dropped++;
            else
                found[key] = tensor.Named(key);
        }

        return found;
    }

    private void Place(ModelTensor tensor, Dictionary<string, StoredTensor> found)
    {
        if (!found.TryGetValue(tensor.Name, out var stored))
            (tensor.IsCounter ? MissingCounters : Missing).Add(tensor);
        else
            (tensor.Fits(stored) ? Matched : Mismatched).Add(new MatchedTensor(tensor, stored));
    }
}
