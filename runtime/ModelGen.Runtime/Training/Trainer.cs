using System.Diagnostics;
using System.Runtime.InteropServices;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Providers;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// Trains one model on one data set by its recipe. On one machine, with one thread count, equal seeds give equal weights, bit for bit,
/// whether a run goes through or is interrupted and taken up again.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly ModelInfo info;
    private readonly Dataset data;
    private readonly Recipe recipe;
    private readonly TrainingOptions options;
    private readonly TrainingBatches batches;
    private readonly LearningRateSchedule schedule;
    private readonly DropoutSchedule? dropoutSchedule;
    private readonly Learner learner;
    private readonly TrainingFailures failures;
    private readonly List<EpochResult> epochs = [];
    private EpochUnderWay current = EpochUnderWay.Beginning;

    /// <param name="info">Of a generated model: <c>ResNet20.Info</c>.</param>
    /// <param name="data">Images of the model's shape and as many classes.</param>
    /// <param name="recipe">Null for the model's own.</param>
    /// <param name="options">Null for seed 0 and no validation.</param>
    /// <exception cref="UserError">Model, data and recipe do not fit each other.</exception>
    public Trainer(ModelInfo info, Dataset data, Recipe? recipe = null, TrainingOptions? options = null)
    {
        data.CheckFits(info);
        (this.info, this.data, this.recipe, this.options) = (info, data, (recipe ?? info.Recipe).Checked(), options ?? new TrainingOptions());
        batches = new TrainingBatches(info, data, this.recipe, this.options);
        schedule = LearningRateSchedule.Create(this.recipe, batches.UpdatesPerEpoch);
        dropoutSchedule = DropoutSchedule.Create(this.recipe, batches.UpdatesPerEpoch);
        // Fresh weights are part of what the seed fixes.
        random.manual_seed(this.options.Seed);
        learner = new Learner(info, this.recipe, this.options.Device);
        DropoutLayers.SetRates(info.Name, learner.Model, this.options.DropoutRates);
        failures = new TrainingFailures(info.Name, Observers);
    }

    /// <summary>The model that is trained.</summary>
    public nn.Module<Tensor, Tensor> Model => learner.Model;

    /// <summary>The model to use: the averaged weights where the recipe averages them (<c>ema</c>), else <see cref="Model"/>.</summary>
    public nn.Module<Tensor, Tensor> EvaluatedModel => learner.Evaluated;

    public TrainingPlan Plan => new()
    {
        Model = info.Name,
        Recipe = recipe,
        Seed = options.Seed,
        TrainImages = batches.TrainImages,
        ValidationImages = batches.ValidationImages,
        StepsPerEpoch = batches.Train.Batches,
        Finished = [.. epochs],
        FirstStep = current.Batches,
        Notes = [.. Notes()],
    };

    /// <summary>Told of the run in this order; add before it begins.</summary>
    public IList<ITrainingObserver> Observers { get; } = [];

    /// <summary>Runs all epochs that are left, or those before <paramref name="cancellation"/> came or an observer had enough.</summary>
    /// <exception cref="UserError">The loss or a gradient is no longer a number.</exception>
    public TrainingResult Run(CancellationToken cancellation = default)
    {
        ITrainingObserver[] watching = recipe.EarlyStopping > 0 ? [new EarlyStopping(recipe.EarlyStopping), .. Observers] : [.. Observers];
        var plan = Plan;
        Tell(watching, o => o.TrainingBegins(plan));
        bool stopped = watching.Any(o => o.WantsToStop);
        using (var dropouts = new ScheduledDropouts(learner.Model, dropoutSchedule))
        {
            while (!stopped && epochs.Count < recipe.Epochs && RunEpoch(watching, dropouts, cancellation) is { } result)
            {
                Tell(watching, o => o.EpochEnds(result));
                stopped = watching.Any(o => o.WantsToStop);
            }
        }

        bool early = stopped && epochs.Count < recipe.Epochs;
        var whole = new TrainingResult([.. epochs], Interrupted: !early && epochs.Count < recipe.Epochs, early);
        Tell(watching, o => o.TrainingEnds(whole));
        return whole;
    }

    /// <summary>Saves the model to use, and all that is needed to go on with this run: call it between steps.</summary>
    /// <param name="path">Written aside and renamed.</param>
    /// <param name="test">What it reached on the test images, if that is known by now.</param>
    /// <exception cref="UserError">The file cannot be written; an older one is as it was.</exception>
    public void Save(string path, EvaluationResult? test = null) =>
        Checkpoint.Save(path, learner.Evaluated, Describe() with { Test = test }, zip => TrainingEntries.Write(zip, State(), learner));

    /// <summary>Saves the model to use, without the means to go on.</summary>
    public void SaveWeights(string path) => Checkpoint.Save(path, learner.Evaluated, Describe());

    /// <summary>Begins with trained weights instead of fresh ones; call it before <see cref="Run"/>.</summary>
    /// <param name="path">A file of any format that <see cref="WeightsFile"/> knows.</param>
    /// <param name="options">Null: everything must fit.</param>
    /// <returns>What was loaded and what was left fresh.</returns>
    /// <exception cref="UserError">The file is missing or damaged, or the weights do not fit.</exception>
    public WeightsReport LoadWeights(string path, WeightsOptions? options = null)
    {
        var (_, report) = Checkpoint.Load(path, learner.Model, info, options ?? new WeightsOptions());
        learner.Average?.Begin();
        return report;
    }

    /// <summary>Takes up the run that a checkpoint of <see cref="Save"/> is of; call it before <see cref="Run"/>.</summary>
    /// <param name="path">The checkpoint.</param>
    /// <param name="force">Accept one of another version of the spec.</param>
    /// <exception cref="UserError">It is damaged, another model's, another version's, or holds weights alone.</exception>
    public void Resume(string path, bool force = false)
    {
        var state = Checkpoint.Resume(path, info, learner, force);
        epochs.Clear();
        epochs.AddRange(state.Epochs);
        schedule.State = state.Schedule;
        current = new EpochUnderWay(state.Batches, state.Mean, state.Seconds);
    }

    public void Dispose()
    {
        learner.Dispose();
        batches.Dispose();
    }

    /// <summary>Null when it was cancelled before its last batch.</summary>
    private EpochResult? RunEpoch(ITrainingObserver[] watching, ScheduledDropouts dropouts, CancellationToken cancellation)
    {
        int epoch = epochs.Count + 1;
        learner.EpochBegins(epoch);
        var mean = new RunningMean(current.Mean);
        double before = current.Seconds;
        double rate = 0;
        var clock = Stopwatch.StartNew();
        var waited = batches.Train.Waited;
        foreach (var batch in batches.Train.Epoch(epoch, current.Batches))
        {
            // Gradients that wait for others are in no checkpoint: a run stops between updates only.
            if (cancellation.IsCancellationRequested && current.Batches % recipe.Accumulate == 0)
                return null;
            int step = current.Batches + 1;
            long update = ((long)(epoch - 1) * batches.UpdatesPerEpoch) + ((step - 1) / recipe.Accumulate);
            rate = schedule.At(update);
            dropouts.Apply(update);
            var (loss, right, norm) = Step(epoch, step, batch, rate);
            mean.Add(batch.Count, loss, right);
            double seconds = before + clock.Elapsed.TotalSeconds;
            current = new EpochUnderWay(step, mean.State, seconds);
            var progress = new BatchProgress(epoch, step, mean.Images, mean.Loss, mean.Accuracy, rate, mean.Images / seconds, norm);
            Tell(watching, o => o.BatchEnds(progress));
        }

        var result = Result(epoch, rate, mean, before + clock.Elapsed.TotalSeconds, (batches.Train.Waited - waited) / clock.Elapsed);
        schedule.EpochEnds(result.ValidationLoss ?? result.TrainLoss);
        epochs.Add(result);
        current = EpochUnderWay.Beginning;
        return result;
    }

    private (double Loss, long Right, double? Norm) Step(int epoch, int step, Batch batch, double rate)
    {
        // Dropout draws from Torch's generator: what it draws depends on the step, not on what was drawn before.
        random.manual_seed(batches.TorchSeed(epoch, step));
        var (loss, right) = Learn(batch, batches.ShareOfUpdate(step));
        if (!double.IsFinite(loss))
        {
            random.manual_seed(batches.TorchSeed(epoch, step));
            throw failures.Diverged("loss", loss, (epoch, step, rate), batch, NonFiniteValues.FirstInForward(learner.Model, batch));
        }

        if (!batches.IsUpdate(step))
            return (loss, right, null);
        double norm = learner.Update(rate);
        return double.IsFinite(norm) ? (loss, right, norm) : throw failures.Diverged(
            "norm of the gradients", norm, (epoch, step, rate), batch, NonFiniteValues.LastGradient(learner.Optimizer.Parameters));
    }

    private (double Loss, long Right) Learn(Batch batch, double share)
    {
        try
        {
            return learner.Learn(batch, share);
        }
        catch (ExternalException e) when (TrainingFailures.IsOutOfMemory(e))
        {
            var shape = batches.Train.OutputShape;
            var planned = StepMemory.Plan(info, recipe, learner.Optimizer.SlotNames.Count, batch.Count, shape.Size);
            throw failures.OutOfMemory(batch, shape, planned, e);
        }
    }

    private EpochResult Result(int epoch, double rate, RunningMean mean, double seconds, double loaderShare)
    {
        var checkedOn = batches.Validation is null ? null : Evaluator.Run(learner.Evaluated, batches.Validation, new EvaluationOptions { Loss = recipe.Loss });
        return new EpochResult
        {
            Epoch = epoch,
            LearningRate = rate,
            TrainLoss = mean.Loss,
            TrainAccuracy = mean.Accuracy,
            ValidationLoss = checkedOn?.Loss,
            ValidationAccuracy = checkedOn?.Accuracy,
            Seconds = seconds,
            ImagesPerSecond = mean.Images / seconds,
            LoaderShare = loaderShare,
        };
    }

    private IEnumerable<string> Notes()
    {
        if (recipe.Precision == Precision.Bfloat16 && !TorchProvider.Current.CanAutocast)
            yield return $"{TorchProvider.Current.Description} has no autocast: precision bfloat16 is not available, computing in float32";
        if (dropoutSchedule is not null && !DropoutLayers.Find(learner.Model).Any())
            yield return $"{info.Name} has no dropout that dropout_schedule could change";
    }

    private CheckpointInfo Describe() => CheckpointInfo.Of(info, data, recipe) with
    {
        Seed = options.Seed,
        ValidationImages = batches.ValidationImages,
        Subset = options.Subset,
        DropoutRates = options.DropoutRates.Count > 0 ? options.DropoutRates : null,
        Epoch = epochs.Count,
        Metrics = epochs.LastOrDefault(),
    };

    private TrainingState State() => new()
    {
        Epochs = [.. epochs],
        Batches = current.Batches,
        Mean = current.Mean,
        Seconds = current.Seconds,
        Schedule = schedule.State,
        AverageUpdates = learner.Average?.Updates ?? 0,
        Updates = learner.Optimizer.Parameters.Where(p => p.Updates > 0).ToDictionary(p => p.Name, p => p.Updates),
    };

    private static void Tell(ITrainingObserver[] observers, Action<ITrainingObserver> what)
    {
        foreach (var observer in observers)
            what(observer);
    }

    /// <summary>The epoch that is not finished: batches done, over them, spent on them.</summary>
    private sealed record EpochUnderWay(int Batches, RunningMeanState Mean, double Seconds)
    {
        public static EpochUnderWay Beginning { get; } = new(0, new RunningMeanState(0, 0, 0), 0);
    }
}
