using ModelGen.Checkpoints;
using ModelGen.Evaluation;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>A finished run, as <c>result.json</c> in its folder records it.</summary>
internal sealed record RunResult
{
    public required RunIdentity Run { get; init; }

    public required DataInfo Data { get; init; }

    public required int TrainImages { get; init; }

    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    public required bool StoppedEarly { get; init; }

    /// <summary>Why it has no result: the training diverged. Null for a run that went through.</summary>
    public string? Failure { get; init; }

    /// <summary>Of the last weights, on the test images; null for a run that failed.</summary>
    public EvaluationResult? Test { get; init; }

    /// <summary>Of the last weights, on the training images as they are; null where the study does not ask for it.</summary>
    public EvaluationResult? Training { get; init; }

    /// <summary>The checkpoint of the best epoch, relative to the run's folder; null without validation images.</summary>
    public string? BestCheckpoint { get; init; }

    /// <summary>The epoch with the highest validation accuracy (of equals the earliest); null without validation images.</summary>
    public EpochResult? Best => Epochs.Where(e => e.ValidationAccuracy is not null).MaxBy(e => e.ValidationAccuracy);

    public EpochResult? Last => Epochs.Count > 0 ? Epochs[^1] : null;

    /// <summary>Mean over its epochs, validation not counted; 0 without any.</summary>
    public double SecondsPerEpoch => Epochs.Count > 0 ? Epochs.Average(e => e.Seconds) : 0;
}
