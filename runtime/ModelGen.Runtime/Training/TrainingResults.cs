namespace ModelGen.Training;

/// <summary>What is known when training starts.</summary>
public sealed record TrainingPlan
{
    public required string Model { get; init; }

    public required Recipe Recipe { get; init; }

    public required int Seed { get; init; }

    public required int TrainImages { get; init; }

    public required int ValidationImages { get; init; }

    /// <summary>Batches in an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>Epochs that were finished before this run went on with them.</summary>
    public IReadOnlyList<EpochResult> Finished { get; init; } = [];

    /// <summary>Batches done before of the first epoch to come.</summary>
    public int FirstStep { get; init; }

    /// <summary>What the recipe asks and this Torch provider cannot do, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>One training step: a batch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">In the epoch, from 1.</param>
/// <param name="ImagesDone">In the epoch.</param>
/// <param name="Loss">Mean of the epoch's images so far, label smoothing included.</param>
/// <param name="Accuracy">Share of the epoch's (augmented) images so far that were right, before their step.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="ImagesPerSecond">Of the epoch so far.</param>
/// <param name="GradientNorm">Before clipping; null for a batch whose gradients wait for others (accumulate).</param>
public sealed record BatchProgress(
    int Epoch, int Step, int ImagesDone, double Loss, double Accuracy, double LearningRate, double ImagesPerSecond, double? GradientNorm);

/// <summary>One finished epoch.</summary>
public sealed record EpochResult
{
    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Mean over the epoch while it was learned, label smoothing included.</summary>
    public required double TrainLoss { get; init; }

    public required double TrainAccuracy { get; init; }

    /// <summary>Null without validation images. Of the averaged weights, where the recipe averages them.</summary>
    public double? ValidationLoss { get; init; }

    public double? ValidationAccuracy { get; init; }

    /// <summary>Of the training part, validation not counted.</summary>
    public required double Seconds { get; init; }

    public required double ImagesPerSecond { get; init; }

    /// <summary>Share of the training part that was spent waiting for images.</summary>
    public double LoaderShare { get; init; }
}

/// <summary>A whole run.</summary>
/// <param name="Epochs">Those that were finished, before an interruption too.</param>
/// <param name="Interrupted">True when it was asked to stop before its end.</param>
/// <param name="StoppedEarly">True when an observer ended it.</param>
public sealed record TrainingResult(IReadOnlyList<EpochResult> Epochs, bool Interrupted, bool StoppedEarly = false);
