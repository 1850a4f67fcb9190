using ModelGen.Evaluation;
using ModelGen.Training;

namespace ModelGen.Checkpoints;

/// <summary>How a <see cref="CheckpointWriter"/> keeps a run.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Saves <c>last.ckpt</c> within epochs too, every so many batches; 0 for after each epoch only.</summary>
    public int EverySteps { get; init; }

    /// <summary>Keeps the weights of every so many epochs under <see cref="Pattern"/>; 0 for none.</summary>
    public int EveryEpochs { get; init; }

    /// <summary>
    /// File names of those: <c>{model}</c>, <c>{epoch}</c>, <c>{accuracy}</c> and <c>{loss}</c> (of validation, else of training),
    /// <c>{val_accuracy}</c>, <c>{train_loss}</c> and so on are filled in; <c>{epoch:02}</c> and <c>{val_accuracy:.3}</c> as in Python.
    /// </summary>
    public string Pattern { get; init; } = "epoch-{epoch}.ckpt";

    /// <summary>How many of those are kept, the newest; 0 for all.</summary>
    public int Keep { get; init; }

    /// <summary>File name of the best epoch, likewise; a better one takes the place of the one before.</summary>
    public string BestName { get; init; } = "best.ckpt";

    /// <summary>What the best epoch is best in.</summary>
    public BestBy BestBy { get; init; } = BestBy.ValidationAccuracy;
}

/// <summary>A metric of an epoch, and whether high or low is good.</summary>
public enum BestBy
{
    ValidationAccuracy,
    ValidationLoss,
    TrainAccuracy,
    TrainLoss,
}

/// <summary>
/// Keeps <c>last.ckpt</c>, from which a run can go on, after every epoch and when a run is interrupted, and <c>best.ckpt</c>, the weights
/// of the best epoch (of equals the earliest), if its metric was measured.
/// </summary>
public sealed class CheckpointWriter(string folder, Trainer trainer, CheckpointOptions? options = null) : ITrainingObserver
{
    private readonly CheckpointOptions options = options ?? new CheckpointOptions();
    private readonly CheckpointName keptName = new((options ?? new CheckpointOptions()).Pattern);
    private readonly CheckpointName bestName = new((options ?? new CheckpointOptions()).BestName);
    private readonly Queue<string> kept = [];
    private TrainingPlan? plan;
    private double best = double.NegativeInfinity;

    public string LastPath { get; } = Path.Combine(folder, "last.ckpt");

    /// <summary>Null until an epoch was measured.</summary>
    public string? BestPath { get; private set; }

    /// <summary>The newest checkpoint of this run; null before the first.</summary>
    public string? LastGoodPath { get; private set; }

    public void TrainingBegins(TrainingPlan plan)
    {
        this.plan = plan;
        var leading = plan.Finished.Where(e => Score(e) is not null).MaxBy(Score);
        best = leading is null ? double.NegativeInfinity : Score(leading)!.Value;
        bool goesOn = plan.Finished.Count > 0 || plan.FirstStep > 0;
        LastGoodPath = goesOn && File.Exists(LastPath) ? LastPath : null;
        BestPath = goesOn && leading is not null && File.Exists(BestFile(leading)) ? BestFile(leading) : null;
        // An old run's best would pass for this one's.
        if (!goesOn && File.Exists(Path.Combine(folder, options.BestName)))
            File.Delete(Path.Combine(folder, options.BestName));
    }

    public void BatchEnds(BatchProgress progress)
    {
        bool isUpdate = progress.GradientNorm is not null;
        if (options.EverySteps > 0 && isUpdate && progress.Step % options.EverySteps < plan!.Recipe.Accumulate
            && progress.Step < plan.StepsPerEpoch)
            SaveLast();
    }

    public void EpochEnds(EpochResult result)
    {
        // The best first: a run that ends between the two files does its last epoch once more and loses nothing.
        if (Score(result) is { } score && score > best)
        {
            best = score;
            string path = BestFile(result);
            trainer.SaveWeights(path);
            if (BestPath is not null && BestPath != path)
                File.Delete(BestPath);
            BestPath = path;
        }

        if (options.EveryEpochs > 0 && result.Epoch % options.EveryEpochs == 0)
            SaveNumbered(result);
        SaveLast();
    }

    public void TrainingEnds(TrainingResult result)
    {
        if (result.Interrupted)
            SaveLast();
    }

    /// <summary>Saves the run as it is; with what it reached on the test images, if that is known by now.</summary>
    public void SaveLast(EvaluationResult? test = null)
    {
        trainer.Save(LastPath, test);
        LastGoodPath = LastPath;
    }

    private void SaveNumbered(EpochResult result)
    {
        string path = Path.Combine(folder, keptName.Of(plan!, result));
        trainer.SaveWeights(path);
        if (options.Keep == 0 || kept.Contains(path))
            return;
        kept.Enqueue(path);
        if (kept.Count > options.Keep)
            File.Delete(kept.Dequeue());
    }

    private string BestFile(EpochResult result) => Path.Combine(folder, bestName.Of(plan!, result));

    private double? Score(EpochResult result) => options.BestBy switch
    {
        BestBy.ValidationAccuracy => result.ValidationAccuracy,
        BestBy.ValidationLoss => -result.ValidationLoss,
        BestBy.TrainAccuracy => result.TrainAccuracy,
        BestBy.TrainLoss => -result.TrainLoss,
        _ => throw new InvalidOperationException($"unknown metric {options.BestBy}"),
    };
}
