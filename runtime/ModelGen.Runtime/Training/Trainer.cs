using System.Diagnostics;
using ModelGen.Data;
using ModelGen.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// Trains one model on one data set by its recipe. On one machine, with one thread count, equal seeds give equal weights, bit for bit.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly Recipe recipe;
    private readonly TrainingOptions options;
    private readonly BatchLoader train;
    private readonly BatchLoader? validation;
    private readonly LearningRateSchedule schedule;

    /// <exception cref="UserError">Model, data and recipe do not fit each other.</exception>
    public Trainer(ModelInfo info, Dataset data, Recipe recipe, TrainingOptions options)
    {
        data.CheckFits(info);
        (this.recipe, this.options) = (recipe.Checked(), options);
        var split = DataSplit.Create(data.Train.AllLabels, options.Subset, options.Validation, options.Seed);
        train = new BatchLoader(data.Train, data.Normalization, split.Train, TrainOptions());
        CheckCropFits(info, train.OutputShape);
        if (split.Validation.Count > 0)
            validation = new BatchLoader(data.Train, data.Normalization, split.Validation, TrainOptions() with { Shuffle = false, SkipSingleImage = false, Augment = [] });
        schedule = LearningRateSchedule.Create(recipe, train.Batches);
        Plan = new TrainingPlan
        {
            Model = info.Name,
            Recipe = recipe,
            Seed = options.Seed,
            TrainImages = split.Train.Count,
            ValidationImages = split.Validation.Count,
            StepsPerEpoch = train.Batches,
        };
        // Fresh weights are part of what the seed fixes.
        random.manual_seed(options.Seed);
        Model = info.Create(options.Device);
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    public TrainingPlan Plan { get; }

    /// <summary>Told of the run in this order; add before it begins.</summary>
    public IList<ITrainingObserver> Observers { get; } = [];

    /// <summary>Runs all epochs, or those begun before <paramref name="cancellation"/> came.</summary>
    /// <exception cref="UserError">The loss is no longer a number.</exception>
    public TrainingResult Run(CancellationToken cancellation = default)
    {
        // Dropout draws from Torch's generator: the same stream whatever was drawn since the model was made.
        random.manual_seed(options.Seed);
        using var optimizer = Optimizers.Create(recipe, Model.parameters());
        var epochs = new List<EpochResult>();
        Tell(o => o.TrainingBegins(Plan));
        for (int epoch = 1; epoch <= recipe.Epochs && !cancellation.IsCancellationRequested; epoch++)
        {
            if (RunEpoch(epoch, optimizer, cancellation) is not { } result)
                break;
            epochs.Add(result);
            Tell(o => o.EpochEnds(result));
        }

        var whole = new TrainingResult(epochs, Interrupted: epochs.Count < recipe.Epochs);
        Tell(o => o.TrainingEnds(whole));
        return whole;
    }

    public void Dispose()
    {
        Model.Dispose();
        train.Dispose();
        validation?.Dispose();
    }

    /// <summary>Null when it was cancelled before its last batch.</summary>
    private EpochResult? RunEpoch(int epoch, optim.Optimizer optimizer, CancellationToken cancellation)
    {
        Model.train();
        var mean = default(RunningMean);
        double rate = 0;
        int step = 0;
        var clock = Stopwatch.StartNew();
        foreach (var batch in train.Epoch(epoch))
        {
            if (cancellation.IsCancellationRequested)
                return null;
            rate = schedule.At(((long)(epoch - 1) * train.Batches) + step++);
            optimizer.SetLearningRate(rate);
            var (loss, right) = Step(optimizer, batch);
            if (!double.IsFinite(loss))
                throw new UserError(FormattableString.Invariant($"{Plan.Model}: the loss is {loss} at epoch {epoch}, step {step} (learning rate {rate:g3}): the training diverged; try a lower lr, or a longer warm-up"));
            mean.Add(batch.Count, loss, right);
            var progress = new BatchProgress(epoch, step, mean.Images, mean.Loss, mean.Accuracy, rate, mean.Images / clock.Elapsed.TotalSeconds);
            Tell(o => o.BatchEnds(progress));
        }

        double seconds = clock.Elapsed.TotalSeconds;
        var checkedOn = validation is null ? null : Evaluator.Run(Model, validation);
        return new EpochResult
        {
            Epoch = epoch,
            LearningRate = rate,
            TrainLoss = mean.Loss,
            TrainAccuracy = mean.Accuracy,
            ValidationLoss = checkedOn?.Loss,
            ValidationAccuracy = checkedOn?.Top1,
            Seconds = seconds,
            ImagesPerSecond = mean.Images / seconds,
        };
    }

    /// <summary>One update; the batch's mean loss and how many of its images were right.</summary>
    private (double Loss, long Right) Step(optim.Optimizer optimizer, Batch batch)
    {
        // Generated models dispose what they make; the scope is for hand-written ones, and for what this step makes itself.
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var logits = Model.call(batch.Images);
        var loss = nn.functional.cross_entropy(logits, batch.Labels, label_smoothing: recipe.LabelSmoothing);
        loss.backward();
        optimizer.step();
        long right = logits.argmax(1).eq(batch.Labels).sum().item<long>();
        return (loss.item<float>(), right);
    }

    private BatchLoaderOptions TrainOptions() => new()
    {
        BatchSize = recipe.BatchSize,
        Seed = options.Seed,
        Shuffle = true,
        SkipSingleImage = true,
        ChannelsLast = options.ChannelsLast,
        Augment = recipe.Augment,
        Device = options.Device,
    };

    private static void CheckCropFits(ModelInfo info, ImageShape cropped)
    {
        var input = ImageShape.Of(info.InputShape);
        if (cropped != input)
            throw new UserError($"{info.Name}: augmentation gives images of {cropped}, the model takes {input}: set random_crop: {input.Height} in {info.SpecFile}");
    }

    private void Tell(Action<ITrainingObserver> what)
    {
        foreach (var observer in Observers)
            what(observer);
    }
}
