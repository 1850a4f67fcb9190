using ModelGen.Training;
using Spectre.Console;

namespace ModelGen.CommandLine;

/// <summary>Shows a run while it lasts: in a terminal as a bar at the bottom, above which finished epochs scroll; else as lines.</summary>
internal sealed class TrainingDisplay
{
    private readonly IAnsiConsole? live;
    private readonly ProgressBar? bar;

    public TrainingDisplay(CommandConsole console)
    {
        live = console.Live;
        bar = live is null ? null : new ProgressBar(live);
        Observer = bar is null ? new ProgressLines(console.Out) : bar;
    }

    /// <summary>Tells the display of the run.</summary>
    public ITrainingObserver Observer { get; }

    /// <summary>Runs a training that <see cref="Observer"/> watches.</summary>
    public TrainingResult Show(Func<TrainingResult> train) => bar is null ? train() : live!.Progress()
        .AutoClear(true)
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            bar.Task = context.AddTask("starting");
            return train();
        });

    private sealed class ProgressBar(IAnsiConsole console) : ITrainingObserver
    {
        private TrainingPlan plan = null!;

        public ProgressTask Task { get; set; } = null!;

        public void TrainingBegins(TrainingPlan plan)
        {
            this.plan = plan;
            Task.MaxValue = (double)plan.StepsPerEpoch * plan.Recipe.Epochs;
        }

        public void BatchEnds(BatchProgress progress)
        {
            Task.Description = ProgressLines.Line(plan, progress);
            Task.Value = ((double)(progress.Epoch - 1) * plan.StepsPerEpoch) + progress.Step;
        }

        public void EpochEnds(EpochResult result) => console.WriteLine(ProgressLines.Line(plan, result));
    }
}
