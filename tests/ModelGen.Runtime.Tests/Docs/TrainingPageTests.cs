using System.Text.RegularExpressions;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Docs;

/// <summary>The code of docs/training.md, compiled here word for word and run from the first block to the last.</summary>
public sealed partial class TrainingPageTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string before = Directory.GetCurrentDirectory();

    public TrainingPageTests() => Directory.SetCurrentDirectory(folder.Path);

    public void Dispose()
    {
        Directory.SetCurrentDirectory(before);
        folder.Dispose();
    }

    [Fact]
    public void Every_block_of_the_page_stands_in_this_file()
    {
        string page = File.ReadAllText(Path.Combine(Python.RepositoryRoot, "docs/training.md"));
        string code = Plain(File.ReadAllText(Path.Combine(Python.RepositoryRoot, "tests/ModelGen.Runtime.Tests/Docs/TrainingPageTests.cs")));
        var blocks = CSharpBlock().Matches(page).Select(m => Plain(m.Groups[1].Value)).ToList();
        Assert.Equal(6, blocks.Count);
        Assert.All(blocks, block => Assert.Contains(block, code, StringComparison.Ordinal));

        // Indentation is the page's own.
        static string Plain(string text) => string.Join('\n', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0));
    }

    [Fact]
    public void The_page_runs_from_top_to_bottom()
    {
        Dataset data = SyntheticImages.Create(train: 1000, test: 200);
        Recipe recipe = ResNet20.Recipe with { Epochs = 2, BatchSize = 50, Ema = 0.99 };
        var options = new TrainingOptions { Seed = 1, Validation = HoldOut.OfShare(0.1) };

        using var trainer = new Trainer(ResNet20.Info, data, recipe, options);
        trainer.Observers.Add(new CheckpointWriter("out", trainer));
        trainer.Observers.Add(new MetricsCsv("out/metrics.csv"));
        trainer.Observers.Add(new ProgressLines(Console.Out));
        TrainingResult result = trainer.Run();

        Assert.Equal(2, result.Epochs.Count);
        Assert.Equal(["best.ckpt", "last.ckpt", "metrics.csv"], Directory.GetFiles("out").Select(Path.GetFileName).Order());
        File.WriteAllBytes("cat.png", PictureOf(data.Test));
        GoOn(data, recipe, options);
        Use(data);
        FindRate(data, recipe, options);
    }

    [Fact]
    public void Images_of_ones_own_make_a_data_set()
    {
        var shape = new ImageShape(Channels: 3, Height: 32, Width: 32);
        byte[] pixels = new byte[20 * shape.Size];                            // image after image, each channel after channel
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % 10)];
        var images = new ImageSet(shape, pixels, labels);
        Dataset mine = Dataset.Of("mine", [.. "abcdefghij".Select(c => c.ToString())], train: images, test: images);

        mine.CheckFits(ResNet20.Info);
    }

    [Fact]
    public void An_observer_of_ones_own_stops_the_run()
    {
        using var trainer = new Trainer(ResNet20.Info, TestImages.Synthetic, null, new TrainingOptions { Subset = 200, Validation = HoldOut.OfImages(50) });
        trainer.Observers.Add(new StopAtGoal(0));
        var result = trainer.Run();
        Assert.True(result.StoppedEarly);
        Assert.Single(result.Epochs);
    }

    private static void GoOn(Dataset data, Recipe recipe, TrainingOptions options)
    {
        using var again = new Trainer(ResNet20.Info, data, recipe, options);
        again.Resume("out/last.ckpt");
        TrainingResult whole = again.Run();

        Assert.Equal(2, whole.Epochs.Count);
    }

    private static void Use(Dataset data)
    {
        using var model = ResNet20.Info.Create(null);
        CheckpointInfo about = Checkpoint.Load("out/last.ckpt", model, ResNet20.Info)!;

        using var test = new BatchLoader(data.Test, about.Data.Normalization, null, new BatchLoaderOptions { BatchSize = 100 });
        EvaluationResult scores = Evaluator.Run(model, test);
        Console.WriteLine($"top-1 {scores.Top1:p1}, F1 {scores.MeanF1:p1}, calibration error {scores.Calibration!.Error:p1}");

        Picture picture = new PictureReader(new StbImageDecoder()).Read("cat.png", ImageShape.Of(ResNet20.Info.InputShape));
        using var one = new BatchLoader(picture.Image, about.Data.Normalization, null, new BatchLoaderOptions { BatchSize = 1 });
        float[] probabilities = Evaluator.Predict(model, one)[0];
        Console.WriteLine(about.Data.ClassNames[Array.IndexOf(probabilities, probabilities.Max())]);

        Assert.Equal(200, scores.Images);
        Assert.Equal(1, probabilities.Sum(), 1e-4);
    }

    private static void FindRate(Dataset data, Recipe recipe, TrainingOptions options)
    {
        RateCurve curve = LearningRateFinder.Run(ResNet20.Info, data, recipe, options, from: 1e-4, to: 10, steps: 40);
        Recipe faster = recipe with { LearningRate = curve.Suggestion };

        Assert.InRange(faster.LearningRate, 1e-4, 10);
    }

    private static byte[] PictureOf(ImageSet images)
    {
        using var stream = new MemoryStream();
        PngWriter.Write(stream, images.Shape, images[0]);
        return stream.ToArray();
    }

    [GeneratedRegex(@"```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    /// <summary>Stands for a generated model.</summary>
    private static class ResNet20
    {
        public static ModelInfo Info => TinyModel.Info;

        public static Recipe Recipe => Info.Recipe;
    }

    internal sealed class StopAtGoal(double accuracy) : ITrainingObserver
    {
        public bool WantsToStop { get; private set; }

        public void EpochEnds(EpochResult result) => WantsToStop = result.ValidationAccuracy >= accuracy;
    }
}
