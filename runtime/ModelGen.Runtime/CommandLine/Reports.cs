using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Training;

namespace ModelGen.CommandLine;

// What --json writes, a record for each verb. Names become snake_case; shares are between 0 and 1.

/// <summary>What computed the result, for comparing figures.</summary>
internal sealed record MachineInfo(string Torch, int Threads, string Runtime, string System);

internal sealed record ModelsReport(IReadOnlyList<ModelEntry> Models);

internal sealed record ModelEntry(
    string Name, string? Description, string SpecFile, string SpecHash, IReadOnlyList<long> InputShape, long Classes, long Parameters, long MultiplyAdds, Recipe Recipe);

/// <param name="PlannedTrainingBytes">The planned peak of a training step of the spec's recipe.</param>
internal sealed record SummaryReport(ModelEntry Model, IReadOnlyList<LayerInfo> Layers, long PlannedTrainingBytes);

internal sealed record DataReport(DataInfo Data, int TrainImages, int TestImages, IReadOnlyList<string>? Files);

internal sealed record StatisticsReport(DataInfo Data, int TrainImages, Normalization Measured, IReadOnlyList<int> ClassImages);

internal sealed record TrainReport
{
    public required string Model { get; init; }

    public required string SpecHash { get; init; }

    public required Recipe Recipe { get; init; }

    public required int Seed { get; init; }

    public required DataInfo Data { get; init; }

    public required int TrainImages { get; init; }

    public required int ValidationImages { get; init; }

    public required bool ChannelsLast { get; init; }

    public required MachineInfo Machine { get; init; }

    public required bool Interrupted { get; init; }

    public required bool StoppedEarly { get; init; }

    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Training images per second over all finished epochs, validation not counted.</summary>
    public required double? ImagesPerSecond { get; init; }

    /// <summary>Of the last weights; null when the run was interrupted.</summary>
    public required EvaluationResult? Test { get; init; }

    /// <summary>The file of weights that training began with; null for fresh ones.</summary>
    public required string? InitialWeights { get; init; }

    public required string Checkpoint { get; init; }

    public required string? BestCheckpoint { get; init; }
}

internal sealed record EvalReport
{
    public required string Model { get; init; }

    public required string Weights { get; init; }

    public required string Split { get; init; }

    /// <summary>Of each image, as <c>--tta</c> names them; null for the image alone.</summary>
    public string? Views { get; init; }

    public required DataInfo Data { get; init; }

    public required MachineInfo Machine { get; init; }

    public required EvaluationResult Result { get; init; }

    /// <summary>By which the weights were trained; null where their file does not say.</summary>
    public Recipe? Recipe { get; init; }

    public required double ImagesPerSecond { get; init; }
}

internal sealed record PredictReport(string Model, string Weights, bool SyntheticTraining, IReadOnlyList<PicturePrediction> Pictures);

internal sealed record PicturePrediction(string File, IReadOnlyList<ClassProbability> Classes);

internal sealed record ClassProbability(string Class, double Probability);

internal sealed record RateFinderReport(string Model, double Suggestion, IReadOnlyList<Training.RatePoint> Points);
