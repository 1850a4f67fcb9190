namespace ModelGen.Checkpoints;

/// <summary>How weights are found in a file and what may be left out.</summary>
public sealed record WeightsOptions
{
    /// <summary>
    /// Where in the file the state dict is, for instance <c>ema</c> or <c>state_dict.module</c>; null: found by the model's keys.
    /// </summary>
    public string? Prefix { get; init; }

    /// <summary>From the file's keys, without the prefix, to the model's. The first that matches counts.</summary>
    public IReadOnlyList<RenameRule> Renames { get; init; } = [];

    /// <summary>Loads what fits and leaves the rest fresh; else everything must fit.</summary>
    public bool Partial { get; init; }

    /// <summary>Leaves a classifier fresh whose number of classes is another one in the file, or that is not in the file.</summary>
    public bool FreshClassifier { get; init; }
}
