using System.Diagnostics;
using System.Globalization;
using ModelGen.Training;
using Spectre.Console;

namespace ModelGen.CommandLine;

/// <summary>Shows a run while it lasts.</summary>
internal abstract class TrainingDisplay : ITrainingObserver
{
    protected TrainingPlan Plan { get; private set; } = null!;

    public static TrainingDisplay For(CommandConsole console) =>
        console.Live is { } live ? new LiveTrainingDisplay(live) : new PlainTrainingDisplay(console.Out);

    /// <summary>Runs a training that reports to this display.</summary>
    public virtual TrainingResult Show(Func<TrainingResult> train) => train();

    public virtual void TrainingBegins(TrainingPlan plan) => Plan = plan;

    public abstract void BatchEnds(BatchProgress progress);

    public abstract void EpochEnds(EpochResult result);

    protected string Line(EpochResult result)
    {
        string validation = result.ValidationAccuracy is { } accuracy
            ? string.Create(CultureInfo.InvariantCulture, $", validation loss {result.ValidationLoss:f4}, accuracy {accuracy:p2}")
            : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"epoch {result.Epoch}/{Plan.Recipe.Epochs}: loss {result.TrainLoss:f4}, accuracy {result.TrainAccuracy:p2}{validation} ({result.ImagesPerSecond:f0} images/s, {result.LoaderShare:p1} of the time waiting for images)");
    }

    protected string Line(BatchProgress p) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {p.Epoch}/{Plan.Recipe.Epochs}, loss {p.Loss:f3}, accuracy {p.Accuracy:p1}, {p.ImagesPerSecond:f0} images/s");
}

/// <summary>A bar at the bottom of the terminal; finished epochs scroll above it.</summary>
internal sealed class LiveTrainingDisplay(IAnsiConsole console) : TrainingDisplay
{
    private ProgressTask? task;

    public override TrainingResult Show(Func<TrainingResult> train) => console.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            task = context.AddTask("starting");
            return train();
        });

    public override void TrainingBegins(TrainingPlan plan)
    {
        base.TrainingBegins(plan);
        task!.MaxValue = (double)plan.StepsPerEpoch * plan.Recipe.Epochs;
    }

    public override void BatchEnds(BatchProgress progress)
    {
        task!.Description = Line(progress);
        task.Value = ((double)(progress.Epoch - 1) * Plan.StepsPerEpoch) + progress.Step;
    }

    public override void EpochEnds(EpochResult result) => console.WriteLine(Line(result));
}

/// <summary>A line an epoch, and one now and then in long epochs.</summary>
internal sealed class PlainTrainingDisplay(TextWriter output) : TrainingDisplay
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(20);
    private readonly Stopwatch sinceLine = new();
    private readonly Stopwatch sinceStart = new();
    private double doneBefore;

    public override void TrainingBegins(TrainingPlan plan)
    {
        base.TrainingBegins(plan);
        doneBefore = Done(plan.Finished.Count, plan.FirstStep);
        sinceLine.Restart();
        sinceStart.Restart();
    }

    public override void BatchEnds(BatchProgress progress)
    {
        if (sinceLine.Elapsed < Between || progress.Step == Plan.StepsPerEpoch)
            return;
        double done = Done(progress.Epoch - 1, progress.Step);
        var left = sinceStart.Elapsed * ((1 - done) / (done - doneBefore));
        Write($"  {Line(progress)}, step {progress.Step}/{Plan.StepsPerEpoch}, {left:h\\:mm\\:ss} left");
    }

    public override void EpochEnds(EpochResult result) => Write(Line(result));

    /// <summary>Share of the run.</summary>
    private double Done(int epochs, int steps) => (epochs + ((double)steps / Plan.StepsPerEpoch)) / Plan.Recipe.Epochs;

    private void Write(string line)
    {
        output.WriteLine(line);
        output.Flush();
        sinceLine.Restart();
    }
}
