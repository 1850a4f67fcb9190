using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Reports;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>
/// Runs a study in a folder: <c>runs/NAME/</c> for each run, <c>results.csv</c> and <c>report.html</c> over the finished ones. What is finished there is not
/// repeated, and what was interrupted, however, goes on.
/// </summary>
internal sealed class StudyRunner(Study study, string folder, StudyData data, CommandConsole console)
{
    public string CsvFile { get; } = Path.Combine(folder, "results.csv");

    public string PageFile { get; } = Path.Combine(folder, "report.html");

    /// <summary>All runs that are left, until they are done or somebody has enough.</summary>
    /// <returns>The finished ones, in the study's order, and whether they are all.</returns>
    /// <exception cref="UserError">A setting, the data or the folder does not fit the study.</exception>
    public (IReadOnlyList<FinishedRun> Runs, bool Interrupted) Run(CancellationToken cancellation)
    {
        var runs = study.Runs();
        using var guard = Claim();
        // Before the first step of the first run, so that a folder of another study is noticed at once.
        var results = runs.Select(r => FolderOf(r).Finished(Identity(r))).ToArray();
        int left = results.Count(r => r is null);
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{study.Title ?? study.Name}: {runs.Count} runs, {runs.Count - left} of them finished, in {folder}"));
        var clock = Stopwatch.StartNew();
        for (int i = 0, done = 0; i < runs.Count && !cancellation.IsCancellationRequested; i++)
        {
            if (results[i] is not null)
                continue;
            string remaining = done == 0 ? "" : $", about {clock.Elapsed * ((double)(left - done) / done):d\\.hh\\:mm\\:ss} left".Replace(" 0.", " ", StringComparison.Ordinal);
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"run {i + 1}/{runs.Count}: {runs[i].Configuration}, seed {runs[i].Seed}{remaining}"));
            results[i] = Train(runs[i], cancellation);
            if (results[i] is null)
                break;
            done++;
            Write(Finished(runs, results), runs.Count);
        }

        var finished = Finished(runs, results);
        Write(finished, runs.Count);
        return (finished, finished.Count < runs.Count);
    }

    private static List<FinishedRun> Finished(IReadOnlyList<StudyRun> runs, RunResult?[] results) =>
        [.. runs.Zip(results).Where(r => r.Second is not null).Select(r => new FinishedRun(r.First, r.Second!))];

    /// <summary>After every run, so that one can look at a study that is not finished.</summary>
    private void Write(IReadOnlyList<FinishedRun> runs, int planned)
    {
        AtomicFile.Write(CsvFile, stream => stream.Write(Encoding.UTF8.GetBytes(StudyTable.Csv(study, runs))));
        if (runs.Count > 0)
            new StudyPage(study, runs, planned).Write(PageFile);
    }

    /// <summary>Two processes in one folder would overwrite each other's checkpoints. The lock ends with the process, however it ends.</summary>
    private FileStream Claim()
    {
        string path = Path.Combine(folder, "study.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{folder}: cannot be used: another study may be running in it ({e.Message})", e);
        }
    }

    private RunFolder FolderOf(StudyRun run) => new(Path.Combine(folder, "runs", run.Name));

    private RunIdentity Identity(StudyRun run)
    {
        var set = data.For(run.Model, study.Models);
        return run.Identity(DataInfo.Of(set), set.Train.Count);
    }

    /// <summary>Null when it was interrupted.</summary>
    private RunResult? Train(StudyRun run, CancellationToken cancellation)
    {
        var set = data.For(run.Model, study.Models);
        var place = FolderOf(run);
        place.Begin(Identity(run));
        using var trainer = new Trainer(run.Model.Info, set, run.Configured.Recipe, new TrainingOptions
        {
            Seed = run.Seed,
            Subset = study.Subset,
            Validation = study.Validation,
            DropoutRates = run.Configured.DropoutRates,
        });
        if (File.Exists(place.LastCheckpoint))
            trainer.Resume(place.LastCheckpoint);
        else
            data.LoadWeights(run.Model, trainer);
        var display = new TrainingDisplay(console);
        var checkpoints = new CheckpointWriter(place.Path, trainer, study.Checkpoints);
        trainer.Observers.Add(display.Observer);
        trainer.Observers.Add(checkpoints);
        trainer.Observers.Add(new MetricsCsv(Path.Combine(place.Path, "metrics.csv")));
        foreach (string note in trainer.Plan.Notes)
            console.Error.WriteLine($"note: {note}");
        var result = new RunResult { Run = Identity(run), Data = DataInfo.Of(set), TrainImages = trainer.Plan.TrainImages, Epochs = [], StoppedEarly = false };
        try
        {
            var training = display.Show(() => trainer.Run(cancellation));
            if (training.Interrupted)
                return null;
            result = Evaluate(trainer, set, result with { Epochs = training.Epochs, StoppedEarly = training.StoppedEarly }, cancellation);
        }
        catch (TrainingDiverged e)
        {
            // The next attempt would end the same way; the other runs may not.
            console.Error.WriteLine($"warning: {e.Message}");
            result = result with { Epochs = trainer.Plan.Finished, Failure = e.Message };
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        result = result with { BestCheckpoint = checkpoints.BestPath is { } best ? Path.GetFileName(best) : null };
        place.Finish(result);
        return result;
    }

    private RunResult Evaluate(Trainer trainer, Dataset set, RunResult result, CancellationToken cancellation)
    {
        bool channelsLast = trainer.Plan.Recipe.MemoryFormat == MemoryFormat.ChannelsLast;
        EvaluationResult Over(ImageSet images, IReadOnlyList<int>? indices)
        {
            using var loader = new BatchLoader(
                images, set.Normalization, indices, new BatchLoaderOptions { BatchSize = EvalCommand.StandardBatchSize, ChannelsLast = channelsLast });
            return Evaluator.Run(trainer.EvaluatedModel, loader, new EvaluationOptions { Loss = trainer.Plan.Recipe.Loss }, cancellation: cancellation);
        }

        var test = Over(set.Test, null);
        console.Out.WriteLine(EvalCommand.Line("test", test));
        var learned = study.EvaluateTraining
            ? Over(set.Train, DataSplit.Create(set.Train.AllLabels, study.Subset, study.Validation, result.Run.Seed).Train)
            : null;
        return result with { Test = test, Training = learned };
    }
}
