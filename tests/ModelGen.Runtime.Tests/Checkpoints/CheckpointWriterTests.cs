using ModelGen.Checkpoints;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Checkpoints;

public sealed class CheckpointWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Trainer trainer = new(TinyModel.Info, TestImages.Synthetic, null, new TrainingOptions { Subset = 100 });

    private static EpochResult Metrics => new() { Epoch = 3, LearningRate = 0.1, TrainLoss = 1.5, TrainAccuracy = 0.5, ValidationAccuracy = 0.4, Seconds = 2, ImagesPerSecond = 100 };

    private IEnumerable<string?> Files => Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order();

    public void Dispose()
    {
        trainer.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void The_best_is_the_first_with_the_highest_validation_accuracy()
    {
        File.WriteAllText(folder["best.ckpt"], "of an earlier run");
        var writer = Writer();
        Assert.False(File.Exists(folder["best.ckpt"]));
        var written = new List<int>();
        foreach (var (epoch, accuracy) in new[] { (1, 0.3), (2, 0.5), (3, 0.5), (4, 0.4) })
        {
            File.Delete(folder["best.ckpt"]);
            writer.EpochEnds(Metrics with { Epoch = epoch, ValidationAccuracy = accuracy });
            if (File.Exists(folder["best.ckpt"]))
                written.Add(epoch);
        }

        Assert.Equal([1, 2], written);
    }

    [Fact]
    public void The_best_can_be_that_of_the_lowest_loss()
    {
        var writer = Writer(new CheckpointOptions { BestBy = BestBy.TrainLoss });
        writer.EpochEnds(Metrics with { TrainLoss = 2 });
        File.Delete(folder["best.ckpt"]);
        writer.EpochEnds(Metrics with { TrainLoss = 2.1 });
        Assert.False(File.Exists(folder["best.ckpt"]));
        writer.EpochEnds(Metrics with { TrainLoss = 1.9 });
        Assert.True(File.Exists(folder["best.ckpt"]));
    }

    [Fact]
    public void Without_validation_there_is_no_best()
    {
        var writer = Writer();
        writer.EpochEnds(Metrics with { ValidationAccuracy = null });
        Assert.Null(writer.BestPath);
        Assert.Equal(["last.ckpt"], Files);
    }

    [Fact]
    public void Every_nth_epoch_is_kept_under_its_pattern_and_only_the_newest()
    {
        var writer = Writer(new CheckpointOptions { EveryEpochs = 2, Keep = 2, Pattern = "{model}-{epoch}-{accuracy}.ckpt" });
        for (int epoch = 1; epoch <= 7; epoch++)
            writer.EpochEnds(Metrics with { Epoch = epoch, ValidationAccuracy = 0.1 * epoch });
        Assert.Equal(["TinyModel-4-0.4000.ckpt", "TinyModel-6-0.6000.ckpt", "best.ckpt", "last.ckpt"], Files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_disk_that_fills_during_a_save_leaves_the_old_file_whole()
    {
        string path = folder["x.ckpt"];
        trainer.Save(path);
        byte[] before = File.ReadAllBytes(path);
        Assert.Throws<UserError>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(before, 0, before.Length / 2);
            throw new IOException("No space left on device");
        }));
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["x.ckpt"], Files);
    }

    private CheckpointWriter Writer(CheckpointOptions? options = null)
    {
        var writer = new CheckpointWriter(folder.Path, trainer, options);
        writer.TrainingBegins(trainer.Plan);
        return writer;
    }
}
