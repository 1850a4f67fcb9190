using ModelGen.Training;
using TorchSharp;

namespace ModelGen.Checkpoints;

/// <summary>
/// Keeps <c>last.ckpt</c> after every epoch and when a run is interrupted, and <c>best.ckpt</c> of the epoch with the highest validation
/// accuracy (of equals the earliest), if there is validation.
/// </summary>
public sealed class CheckpointWriter(string folder, torch.nn.Module model, CheckpointInfo template) : ITrainingObserver
{
    private EpochResult? last;
    private double best = double.NegativeInfinity;

    public string LastPath { get; } = Path.Combine(folder, "last.ckpt");

    /// <summary>Null until an epoch was validated.</summary>
    public string? BestPath { get; private set; }

    private string BestFile => Path.Combine(folder, "best.ckpt");

    public void TrainingBegins(TrainingPlan plan)
    {
        last = null;
        best = double.NegativeInfinity;
        BestPath = null;
        // An old run's best would pass for this one's.
        if (File.Exists(BestFile))
            File.Delete(BestFile);
    }

    public void EpochEnds(EpochResult result)
    {
        last = result;
        SaveLast();
        if (result.ValidationAccuracy is { } accuracy && accuracy > best)
        {
            best = accuracy;
            BestPath = BestFile;
            Checkpoint.Save(BestFile, model, Info());
        }
    }

    public void TrainingEnds(TrainingResult result)
    {
        if (result.Interrupted)
            SaveLast();
    }

    /// <summary>Saves the weights as they are; with what they reached on the test images, if that is known by now.</summary>
    public void SaveLast(Evaluation.EvaluationResult? test = null) => Checkpoint.Save(LastPath, model, Info() with { Test = test });

    private CheckpointInfo Info() => template with { Epoch = last?.Epoch ?? 0, Metrics = last };
}
