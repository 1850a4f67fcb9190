using System.Diagnostics;
using ModelGen.Checkpoints;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>A run that is interrupted, anywhere, and taken up again ends with the weights of one that went through, bit for bit.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly TrainingOptions Options = new() { Seed = 4, Subset = 500, Validation = new(100, 0) };
    private readonly TemporaryFolder folder = new();

    /// <summary>How often the killed run is killed: a few times here, 20 times by scripts/kill-and-resume.sh.</summary>
    private static int Kills => int.TryParse(Environment.GetEnvironmentVariable("MODELGEN_KILLS"), out int kills) ? kills : 3;

    public static TheoryData<string> Recipes =>
    [
        "optimizer=sgd nesterov=true schedule=one_cycle",
        "optimizer=adamw lr=0.01 schedule=cosine warmup_epochs=1 ema=0.9 clip_norm=1",
        "optimizer=rmsprop lr=0.001 accumulate=3 schedule=plateau patience=0",
        "dropout_schedule=curriculum dropout_epochs=2.5 dropout_gamma=3",
        "optimizer=lion lr=0.001 freeze=[conv1,bn1] freeze_epochs=1 augment=[mixup,cutmix,horizontal_flip]",
    ];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Recipes))]
    public void Interrupted_runs_end_like_whole_ones(string assignments)
    {
        var recipe = (TinyModel.Info.Recipe with { Epochs = 3 }).With(assignments.Split(' '));
        var expected = Train(recipe, stopAt: []);
        // 400 training images make 7 steps an epoch: within the first, at its end, within the second and the third.
        var found = Train(recipe, stopAt: [3, 7, 11, 20]);
        Assert.Equal(expected.Weights.Keys, found.Weights.Keys);
        Assert.All(expected.Weights, pair => Assert.Equal(pair.Value, found.Weights[pair.Key]));
        Assert.Equal(expected.Epochs, found.Epochs);
    }

    [Fact]
    public void Killed_runs_end_like_whole_ones()
    {
        Run("whole");
        var random = new Random(11);
        int kills = 0;
        while (true)
        {
            using var process = Start("killed", resume: File.Exists(Checkpoint("killed")));
            // From its first line on it trains; each attempt gets a little further, so that any number of kills comes to an end.
            process.StandardOutput.ReadLine();
            if (process.WaitForExit(kills < Kills ? 100 + random.Next(600) : 120_000))
            {
                Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
                break;
            }

            process.Kill();
            process.WaitForExit();
            kills++;
        }

        Assert.True(kills > 0, "the process was always faster than its killer");
        Assert.Equal(
            ModelGen.Checkpoints.Checkpoint.ReadInfo(Checkpoint("whole")).WeightsSha256, ModelGen.Checkpoints.Checkpoint.ReadInfo(Checkpoint("killed")).WeightsSha256);
        Assert.Equal(
            ModelGen.Checkpoints.Checkpoint.ReadInfo(folder["whole/best.ckpt"]).WeightsSha256, ModelGen.Checkpoints.Checkpoint.ReadInfo(folder["killed/best.ckpt"]).WeightsSha256);
    }

    [Fact]
    public void Metrics_of_both_parts_are_in_the_table()
    {
        var recipe = TinyModel.Info.Recipe with { Epochs = 3 };
        using (var first = Trainer(recipe))
        {
            first.Observers.Add(new CheckpointWriter(folder.Path, first));
            first.Observers.Add(new MetricsCsv(folder["metrics.csv"]));
            StopAfter(first, 9);
        }

        using var second = Trainer(recipe);
        second.Resume(folder["last.ckpt"]);
        Assert.Equal((1, 2), (second.Plan.Finished.Count, second.Plan.FirstStep));
        second.Observers.Add(new MetricsCsv(folder["metrics.csv"]));
        second.Run();
        Assert.Equal(["epoch", "1", "2", "3"], File.ReadAllLines(folder["metrics.csv"]).Select(l => l.Split(',')[0]));
    }

    [Fact]
    public void Weights_alone_cannot_be_gone_on_with()
    {
        using var trainer = Trainer(TinyModel.Info.Recipe);
        trainer.SaveWeights(folder["x.ckpt"]);
        Assert.Contains("holds weights alone", Assert.Throws<UserError>(() => trainer.Resume(folder["x.ckpt"])).Message);
    }

    [Fact]
    public void Another_version_of_the_spec_is_refused_with_what_changed_unless_forced()
    {
        using (var trainer = Trainer(TinyModel.Info.Recipe))
            trainer.Save(folder["x.ckpt"]);
        using var changed = new Trainer(TinyModel.Changed, TestImages.Synthetic, null, Options);
        string message = Assert.Throws<UserError>(() => changed.Resume(folder["x.ckpt"])).Message;
        Assert.Contains("a run of another version of tests/tiny.yaml (--force", message);
        Assert.Contains("\n  - conv1 | Conv2d | 16x16x16 | 448 | 110592\n  + conv1 | Conv2d | 16x32x32 | 448 | 442368", message);
        Assert.DoesNotContain("training (", message);
        changed.Resume(folder["x.ckpt"], force: true);
    }

    [Fact]
    public void Another_recipe_of_the_spec_is_refused_with_the_fields_that_changed()
    {
        // What the run changes of its recipe is no change of the spec.
        using (var trainer = Trainer(TinyModel.Info.Recipe with { Epochs = 9 }))
            trainer.Save(folder["x.ckpt"]);
        using var changed = new Trainer(
            TinyModel.Retrained(r => r with { LearningRate = 0.05, Schedule = ScheduleKind.Cosine, Augment = [] }), TestImages.Synthetic, null, Options);
        string message = Assert.Throws<UserError>(() => changed.Resume(folder["x.ckpt"])).Message;
        Assert.EndsWith(
            "training (the checkpoint's → now):\n  lr: 0.1 → 0.05\n  schedule: one_cycle → cosine\n" +
            """  augment: [{"random_crop":32,"padding":4},{"horizontal_flip":0.5}] → []""", message);
        Assert.DoesNotContain("layers", message);
        changed.Resume(folder["x.ckpt"], force: true);
    }

    [Fact]
    public void A_flipped_bit_in_the_state_is_noticed()
    {
        using var trainer = Trainer(TinyModel.Info.Recipe);
        StopAfter(trainer, 2);
        trainer.Save(folder["x.ckpt"]);
        byte[] bytes = File.ReadAllBytes(folder["x.ckpt"]);
        // The optimizer's tensors are the last entry.
        bytes[bytes.Length - 5000] ^= 1;
        File.WriteAllBytes(folder["x.ckpt"], bytes);
        Assert.Contains("the state of training is not what was saved", Assert.Throws<UserError>(() => trainer.Resume(folder["x.ckpt"])).Message);
    }

    private static Trainer Trainer(Recipe recipe) => new(TinyModel.Info, TestImages.Synthetic, recipe, Options);

    /// <summary>Runs, stopping (if at all) after certain steps, each time with a new trainer that takes up where the last one was.</summary>
    private (Dictionary<string, byte[]> Weights, List<(double, double?)> Epochs) Train(Recipe recipe, int[] stopAt)
    {
        string? saved = null;
        foreach (int stop in stopAt)
        {
            using var part = Trainer(recipe);
            if (saved is not null)
                part.Resume(saved);
            StopAfter(part, stop);
            part.Save(saved = folder["part.ckpt"]);
        }

        using var trainer = Trainer(recipe);
        if (saved is not null)
            trainer.Resume(saved);
        // Other random numbers than those of the run that was saved.
        random.manual_seed(999);
        var result = trainer.Run();
        var weights = trainer.Model.state_dict().Select(e => ("model." + e.Key, e.Value)).Concat(trainer.EvaluatedModel.state_dict().Select(e => (e.Key, e.Value)));
        return (weights.ToDictionary(e => e.Item1, e => e.Value.bytes.ToArray()), [.. result.Epochs.Select(e => (e.TrainLoss, e.ValidationLoss))]);
    }

    private static void StopAfter(Trainer trainer, int steps)
    {
        using var source = new CancellationTokenSource();
        trainer.Observers.Add(new Stopper(source, steps));
        trainer.Run(source.Token);
    }

    private string Checkpoint(string run) => folder[$"{run}/last.ckpt"];

    private void Run(string run)
    {
        using var process = Start(run, resume: false);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private Process Start(string run, bool resume)
    {
        string[] how = resume
            ? ["--resume", Checkpoint(run)]
            : ["--seed", "3", "--subset", "2000", "--validation", "100", "--epochs", $"{2 + Kills}", "--out", folder[run], "--set", "ema=0.9", "--set", "optimizer=adamw", "--lr", "0.01"];
        return Process.Start(new ProcessStartInfo("dotnet", [typeof(ResumeTests).Assembly.Location, "train", "TinyModel", "--data", "synthetic", "--threads", "2", "--save-every", "3", .. how])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Cancels after a step of the whole run.</summary>
    private sealed class Stopper(CancellationTokenSource source, int steps) : ITrainingObserver
    {
        private int perEpoch;

        public void TrainingBegins(TrainingPlan plan) => perEpoch = plan.StepsPerEpoch;

        public void BatchEnds(BatchProgress progress)
        {
            if (((progress.Epoch - 1) * perEpoch) + progress.Step >= steps)
                source.Cancel();
        }
    }
}
