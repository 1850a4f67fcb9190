namespace ModelGen.Checkpoints.Matching;

/// <summary>
/// Where in a file the model's state dict is. Files wrap it in containers (<c>state_dict</c>, <c>model</c>, <c>ema</c>) and in modules
/// (<c>module.</c> of DataParallel, <c>backbone.</c>): the prefix is the one under which the most of the model's keys are found.
/// </summary>
internal static class StatePrefix
{
    private const int DeepestPrefix = 8;

    private static readonly string[] StateDicts = ["state_dict", "model_state_dict", "model_state"];
    private static readonly string[] Wrappers = ["model", "net", "module", "_orig_mod"];

    // Where two hold equally many keys: weights before their moving average, and an optimiser's copies last.
    private static readonly string[] Averages = ["ema", "average", "swa", "best"];
    private static readonly string[] Copies = ["optim", "exp_avg", "momentum", "grad"];

    /// <summary>The prefix with its final dot, or empty; null if no key of the model is in the file.</summary>
    public static string? Find(IReadOnlyList<StoredTensor> tensors, IReadOnlyDictionary<string, ModelTensor> model,
        IReadOnlyList<RenameRule> renames)
    {
        var counts = new Dictionary<string, (int Fitting, int Named, int Order)>();
        foreach (var tensor in tensors)
        {
            foreach (var (prefix, key) in Splits(tensor.Name))
            {
                if (!model.TryGetValue(RenameRule.Rename(renames, key), out var expected))
                    continue;
                var (fitting, named, order) = counts.GetValueOrDefault(prefix, (0, 0, counts.Count));
                counts[prefix] = (fitting + (expected.Fits(tensor) ? 1 : 0), named + 1, order);
            }
        }

        return counts
            .OrderByDescending(c => c.Value.Named).ThenByDescending(c => c.Value.Fitting).ThenBy(c => Rank(c.Key))
            .ThenBy(c => c.Value.Order)
            .Select(c => c.Key).FirstOrDefault();
    }

    /// <summary>
    /// Without a model to compare with: the containers and wrappers whose names leave no doubt, or that hold all there is.
    /// </summary>
    public static string OfContainers(IReadOnlyList<StoredTensor> tensors)
    {
        string prefix = "";
        while (true)
        {
            var inside = tensors.Where(t => t.Name.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            string? next = StateDicts.FirstOrDefault(w => inside.Exists(t => Begins(t, prefix, w)))
                ?? Wrappers.FirstOrDefault(w => inside.Count > 0 && inside.TrueForAll(t => Begins(t, prefix, w)));
            if (next is null)
                return prefix;
            prefix += next + ".";
        }
    }

    /// <summary>Every way to part a name into a prefix and a key, the shortest prefix first.</summary>
    public static IEnumerable<(string Prefix, string Key)> Splits(string name)
    {
        yield return ("", name);
        int dot = -1;
        for (int depth = 0; depth < DeepestPrefix && (dot = name.IndexOf('.', dot + 1)) >= 0; depth++)
            yield return (name[..(dot + 1)], name[(dot + 1)..]);
    }

    private static bool Begins(StoredTensor tensor, string prefix, string word) =>
        tensor.Name.AsSpan(prefix.Length).StartsWith(word) && tensor.Name.Length > prefix.Length + word.Length
            && tensor.Name[prefix.Length + word.Length] == '.';

    private static int Rank(string prefix) =>
        Copies.Any(w => prefix.Contains(w, StringComparison.OrdinalIgnoreCase)) ? 2
        : Averages.Any(w => prefix.Contains(w, StringComparison.OrdinalIgnoreCase)) ? 1
        : 0;
}
