using System.Globalization;
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

    /// <summary>File names of those: <c>{model}</c>, <c>{epoch}</c>, <c>{accuracy}</c> and <c>{loss}</c> (of validation, else of training) are filled in.</summary>
    public string Pattern { get; init; } = "epoch-{epoch}.ckpt";

    /// <summary>How many of those are kept, the newest; 0 for all.</summary>
    public int Keep { get; init; }

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
/// Keeps <c>last.ckpt</c>, from which a run can go on, after every epoch and when a run is interrupted, and <c>best.ckpt</c>, the weights of the
/// best epoch (of equals the earliest), if its metric was measured.
/// </summary>
public sealed class CheckpointWriter(string folder, Trainer trainer, CheckpointOptions? options = null) : ITrainingObserver
{
    private readonly CheckpointOptions options = options ?? new CheckpointOptions();
    private readonly Queue<string> kept = [];
    private TrainingPlan? plan;
    private double best = double.NegativeInfinity;

    public string LastPath { get; } = Path.Combine(folder, "last.ckpt");

    /// <summary>Null until an epoch was measured.</summary>
    public string? BestPath { get; private set; }

    /// <summary>The newest checkpoint of this run; null before the first.</summary>
    public string? LastGoodPath { get; private set; }

    private string BestFile => Path.Combine(folder, "best.ckpt");

    public void TrainingBegins(TrainingPlan plan)
    {
        this.plan = plan;
        best = plan.Finished.Select(Score).Append(null).Max() ?? double.NegativeInfinity;
        bool goesOn = plan.Finished.Count > 0 || plan.FirstStep > 0;
        LastGoodPath = goesOn && File.Exists(LastPath) ? LastPath : null;
        BestPath = goesOn && File.Exists(BestFile) ? BestFile : null;
        // An old run's best would pass for this one's.
        if (!goesOn && File.Exists(BestFile))
            File.Delete(BestFile);
    }

    public void BatchEnds(BatchProgress progress)
    {
        bool isUpdate = progress.GradientNorm is not null;
        if (options.EverySteps > 0 && isUpdate && progress.Step % options.EverySteps < plan!.Recipe.Accumulate && progress.Step < plan.StepsPerEpoch)
            SaveLast();
    }

    public void EpochEnds(EpochResult result)
    {
        // The best first: a run that ends between the two files does its last epoch once more and loses nothing.
        if (Score(result) is { } score && score > best)
        {
            best = score;
            trainer.SaveWeights(BestFile);
            BestPath = BestFile;
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
        string path = Path.Combine(folder, FileName(result));
        trainer.SaveWeights(path);
        if (options.Keep == 0 || kept.Contains(path))
            return;
        kept.Enqueue(path);
        if (kept.Count > options.Keep)
            File.Delete(kept.Dequeue());
    }

    private string FileName(EpochResult result)
    {
        string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
        int digits = Number(plan!.Recipe.Epochs, "0").Length;
        return options.Pattern
            .Replace("{model}", plan.Model, StringComparison.Ordinal)
            .Replace("{epoch}", Number(result.Epoch, new string('0', digits)), StringComparison.Ordinal)
            .Replace("{accuracy}", Number(result.ValidationAccuracy ?? result.TrainAccuracy, "0.0000"), StringComparison.Ordinal)
            .Replace("{loss}", Number(result.ValidationLoss ?? result.TrainLoss, "0.0000"), StringComparison.Ordinal);
    }

    private double? Score(EpochResult result) => options.BestBy switch
    {
        BestBy.ValidationAccuracy => result.ValidationAccuracy,
        BestBy.ValidationLoss => -result.ValidationLoss,
        BestBy.TrainAccuracy => result.TrainAccuracy,
        BestBy.TrainLoss => -result.TrainLoss,
        _ => throw new InvalidOperationException($"unknown metric {options.BestBy}"),
    };
}
