using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Export;
using ModelGen.Training;

namespace ModelGen.Checkpoints;

/// <summary>What a checkpoint says about its weights: <c>checkpoint.json</c>.</summary>
public sealed record CheckpointInfo
{
    /// <summary>Raised when a reader of the old format would misunderstand the new one.</summary>
    public const int CurrentFormat = 1;

    public int Format { get; init; } = CurrentFormat;

    public required string Model { get; init; }

    /// <summary>Of the spec the weights were trained with: equal hashes, equal models.</summary>
    public required string SpecHash { get; init; }

    public required IReadOnlyList<long> InputShape { get; init; }

    /// <summary>The layers of that spec, to say what changed where the hashes differ.</summary>
    public string LayerTable { get; init; } = "";

    /// <summary>The same with every argument, a line for each step; null where the program does not hold its spec.</summary>
    public string? SpecListing { get; init; }

    /// <summary>The spec's own recipe; null in checkpoints from before it was kept.</summary>
    public Recipe? SpecRecipe { get; init; }

    /// <summary>The recipe as it was used, with all that options changed of the spec's.</summary>
    public required Recipe Recipe { get; init; }

    public required int Seed { get; init; }

    /// <summary>Held out of the training images.</summary>
    public int ValidationImages { get; init; }

    /// <summary>Training images used; null for all.</summary>
    public int? Subset { get; init; }

    /// <summary>Rates of dropouts that were other than the spec's; null for none.</summary>
    public IReadOnlyList<DropoutRate>? DropoutRates { get; init; }

    public required DataInfo Data { get; init; }

    /// <summary>Finished epochs.</summary>
    public required int Epoch { get; init; }

    /// <summary>Of the last finished epoch; null before the first.</summary>
    public EpochResult? Metrics { get; init; }

    /// <summary>On the test images, once training is over.</summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>SHA-256 of <c>weights.dat</c>, in lower-case hex. Set when the file is written.</summary>
    public string WeightsSha256 { get; init; } = "";

    /// <summary>What is known before the first epoch.</summary>
    public static CheckpointInfo Of(ModelInfo model, Dataset data, Recipe recipe) => new()
    {
        Model = model.Name,
        SpecHash = model.SpecHash,
        InputShape = model.InputShape,
        LayerTable = model.LayerTable,
        SpecListing = SpecResources.Listing(model),
        SpecRecipe = model.Recipe,
        Recipe = recipe,
        Seed = 0,
        Data = DataInfo.Of(data),
        Epoch = 0,
    };
}

/// <summary>The data a model learned from, as results and checkpoints record it.</summary>
public sealed record DataInfo
{
    public required string Name { get; init; }

    public required string Source { get; init; }

    public required bool Synthetic { get; init; }

    public required IReadOnlyList<string> ClassNames { get; init; }

    public required Normalization Normalization { get; init; }

    public static DataInfo Of(Dataset data) => new()
    {
        Name = data.Name,
        Source = data.Source,
        Synthetic = data.IsSynthetic,
        ClassNames = data.ClassNames,
        Normalization = data.Normalization,
    };
}
