namespace ModelGen.Training;

/// <summary>
/// Writes a run's curves for TensorBoard: loss, accuracy, learning rate and gradient norm every so many steps, validation after each epoch.
/// Steps count over the whole run.
/// </summary>
/// <param name="folder">For <c>tensorboard --logdir</c>.</param>
/// <param name="everySteps">Of the steps, how many apart the points are.</param>
public sealed class TensorBoardWriter(string folder, int everySteps = 20) : ITrainingObserver, IDisposable
{
    private EventFile? file;
    private int stepsPerEpoch;

    public void TrainingBegins(TrainingPlan plan)
    {
        file?.Dispose();
        file = new EventFile(folder);
        stepsPerEpoch = plan.StepsPerEpoch;
    }

    public void BatchEnds(BatchProgress progress)
    {
        long step = ((long)(progress.Epoch - 1) * stepsPerEpoch) + progress.Step;
        if (step % everySteps != 0)
            return;
        List<(string, double)> scalars =
        [
            ("train/loss", progress.Loss), ("train/accuracy", progress.Accuracy), ("learning_rate", progress.LearningRate), ("images_per_second", progress.ImagesPerSecond),
        ];
        if (progress.GradientNorm is { } norm)
            scalars.Add(("gradient_norm", norm));
        file!.Write(step, scalars);
    }

    public void EpochEnds(EpochResult result)
    {
        long step = (long)result.Epoch * stepsPerEpoch;
        List<(string, double)> scalars = [("epoch/train_loss", result.TrainLoss), ("epoch/train_accuracy", result.TrainAccuracy)];
        if (result is { ValidationLoss: { } loss, ValidationAccuracy: { } accuracy })
            scalars.AddRange([("validation/loss", loss), ("validation/accuracy", accuracy)]);
        file!.Write(step, scalars);
        file.Flush();
    }

    public void TrainingEnds(TrainingResult result) => file?.Flush();

    public void Dispose() => file?.Dispose();
}
