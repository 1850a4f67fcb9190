using System.Diagnostics;
using System.Globalization;

namespace ModelGen.Training;

/// <summary>Writes how a run goes: a line an epoch, and one now and then in long epochs.</summary>
/// <param name="output">Is flushed after each line, and left open.</param>
public sealed class ProgressLines(TextWriter output) : ITrainingObserver
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);
    private readonly Stopwatch sinceLine = new();
    private readonly Stopwatch sinceStart = new();
    private TrainingPlan plan = null!;
    private double doneBefore;

    public void TrainingBegins(TrainingPlan plan)
    {
        this.plan = plan;
        doneBefore = Done(plan.Finished.Count, plan.FirstStep);
        sinceLine.Restart();
        sinceStart.Restart();
    }

    public void BatchEnds(BatchProgress progress)
    {
        if (sinceLine.Elapsed < Between || progress.Step == plan.StepsPerEpoch)
            return;
        double done = Done(progress.Epoch - 1, progress.Step);
        var left = sinceStart.Elapsed * ((1 - done) / (done - doneBefore));
        Write($"  {Line(plan, progress)}, step {progress.Step}/{plan.StepsPerEpoch}, {left:h\\:mm\\:ss} left");
    }

    public void EpochEnds(EpochResult result) => Write(Line(plan, result));

    internal static string Line(TrainingPlan plan, EpochResult result)
    {
        string validation = result.ValidationAccuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $", validation loss {result.ValidationLoss:f4}, accuracy {accuracy:p2}")
            : "";
        string speed = string.Create(
            CultureInfo.InvariantCulture, $"{result.ImagesPerSecond:f0} images/s, {result.LoaderShare:p1} of the time waiting for images");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {result.Epoch}/{plan.Recipe.Epochs}: loss {result.TrainLoss:f4}, accuracy {result.TrainAccuracy:p2}{validation} ({speed})");
    }

    internal static string Line(TrainingPlan plan, BatchProgress p) => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {p.Epoch}/{plan.Recipe.Epochs}, loss {p.Loss:f3}, accuracy {p.Accuracy:p1}, {p.ImagesPerSecond:f0} images/s");

    /// <summary>Share of the run.</summary>
    private double Done(int epochs, int steps) => (epochs + ((double)steps / plan.StepsPerEpoch)) / plan.Recipe.Epochs;

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
        sinceLine.Restart();
    }
}
