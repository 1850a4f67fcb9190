using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Samples.Tests;

/// <summary>Each study that is too large to train in a test goes from its data to its table and page, with few images and epochs.</summary>
public sealed class StudyTests
{
    [Fact]
    public void ResNet50_with_and_without_dropout_in_its_head()
    {
        using var study = new SampleStudy("samples/DropoutStudy/studies/resnet50.yaml");
        var rows = study.Run("--epochs", "1", "--subset", "60", "--validation", "20", "--threads", "2");
        Assert.Equal(["ResNet50Head", "ResNet50HeadDropout"], rows.Select(r => r["model"]));
        // Training and test, accuracy and loss, side by side, as the study is about.
        Assert.All(rows, r => Assert.All(["final_train_loss", "final_train_accuracy", "test_loss", "test_accuracy"], c => Assert.InRange(Number(r[c]), 0, 100)));
        Assert.NotEqual(rows[0]["train_loss"], rows[1]["train_loss"]);
        using var dropping = Create("ResNet50HeadDropout");
        Assert.Equal(["drop1", "drop2", "drop3", "drop4"], DropoutLayers.Paths(dropping));
    }

    [Fact]
    public void The_positions_in_a_branch()
    {
        using var study = new SampleStudy("samples/DropoutStudy/studies/positions-small.yaml");
        var rows = study.Run("--epochs", "1", "--subset", "120", "--validation", "40", "--seeds", "1", "--threads", "2");
        Assert.Equal(new[] { "None", "P0", "P2", "P4", "P6", "P7", "P8" }.Select(p => "PreResNet20_" + p), rows.Select(r => r["model"]));
        Assert.Equal(7, rows.Select(r => r["train_loss"]).Distinct().Count());
    }

    [Fact]
    public void The_head_s_places_on_CIFAR_100()
    {
        using var study = new SampleStudy("samples/DropoutStudy/studies/head-cifar100.yaml");
        WriteCifar100(Path.Combine(study.Data, Cifar100Reader.FolderName));
        var rows = study.Run("--epochs", "1", "--subset", "300", "--validation", "100", "--seeds", "1", "--threads", "2");
        Assert.Equal(["PreResNet20Cifar100_None", "PreResNet20Cifar100_H4", "PreResNet20Cifar100_H5"], rows.Select(r => r["model"]));
        Assert.All(rows, r => Assert.Equal("finished", r["status"]));
        Assert.Equal(3, rows.Select(r => r["train_loss"]).Distinct().Count());
        var info = Checkpoint.ReadInfo(study.Out("runs/PreResNet20Cifar100_H4-seed1/last.ckpt"));
        Assert.Equal(("CIFAR-100", 100), (info.Data.Name, info.Data.ClassNames.Count));
        Assert.Contains("PreResNet20Cifar100_H5", File.ReadAllText(study.Out("report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_guideline_on_Pets()
    {
        using var study = new SampleStudy("samples/DropoutStudy/studies/pets.yaml");
        Directory.CreateDirectory(Path.Combine(study.Data, "annotations"));
        var names = Enumerable.Range(0, 37).Select(i => string.Create(CultureInfo.InvariantCulture, $"breed_{i:00}_1")).ToList();
        string List(string suffix) => string.Concat(names.Select((n, i) => $"{n}{suffix} {i + 1} 1 1\n"));
        File.WriteAllText(Path.Combine(study.Data, "annotations/trainval.txt"), List("00"));
        File.WriteAllText(Path.Combine(study.Data, "annotations/test.txt"), string.Join('\n', List("01").Split('\n').Take(4)) + "\n");
        for (int i = 0; i < names.Count; i++)
        {
            study.Picture($"images/{names[i]}00.jpg", 40, i);
            if (i < 4)
                study.Picture($"images/{names[i]}01.jpg", 40, i);
        }

        var rows = study.Run("--epochs", "1", "--subset", "6", "--validation", "2", "--seeds", "1", "--set", "warmup_epochs=0", "--threads", "2");
        Assert.Equal(["PreResNet101Pets", "PreResNet101PetsGuideline"], rows.Select(r => r["model"]));
        Assert.All(rows, r => Assert.Equal("finished", r["status"]));
        Assert.NotEqual(rows[0]["train_loss"], rows[1]["train_loss"]);
        Assert.Equal(37, Checkpoint.ReadInfo(study.Out("runs/PreResNet101PetsGuideline-seed1/last.ckpt")).Data.ClassNames.Count);
    }

    /// <summary>33 branches with three norms, behind which one dropout stands, and one before the pooling.</summary>
    [Fact]
    public void Pets_guideline_has_a_dropout_in_each_branch_and_before_the_pool()
    {
        using var plain = Create("PreResNet101Pets");
        using var guided = Create("PreResNet101PetsGuideline");
        var dropouts = DropoutLayers.Find(guided).ToList();
        Assert.Empty(DropoutLayers.Find(plain));
        Assert.Equal(34, dropouts.Count);
        Assert.Equal(["0.1", "0.2"], dropouts.Select(d => d.Get().ToString(CultureInfo.InvariantCulture)).Distinct().Order());
        Assert.Equal(0.2, Assert.Single(dropouts, d => !d.Path.StartsWith("layer", StringComparison.Ordinal)).Get());
        Assert.Equal(plain.state_dict().Keys, guided.state_dict().Keys);
    }

    [Fact]
    public void The_rate_in_the_head_of_a_frozen_Xception()
    {
        using var study = new SampleStudy("samples/TransferLearning/studies/dropout.yaml");
        for (int c = 0; c < 10; c++)
        {
            for (int i = 0; i < 3; i++)
                study.Picture($"train/class{c}/{i}.png", 60, (10 * c) + i);
            study.Picture($"test/class{c}/0.png", 60, (10 * c) + 3);
        }

        // What stands in for published weights: the base with another head, so that the study's stays fresh.
        var base1000 = SampleStudy.Models.Single(m => m.Name == "Xception");
        string weights = Path.Combine(study.Folder, "xception.ckpt");
        manual_seed(12);
        using var published = base1000.Create(null);
        Checkpoint.Save(weights, published, CheckpointInfo.Of(base1000, SyntheticImages.Create(train: 20, test: 20), base1000.Recipe));

        var rows = study.Run("--epochs", "2", "--weights", weights, "--threads", "2");
        Assert.Equal(["0", "0.2", "0.5", "0.8"], rows.Select(r => r["head.dropout"]));
        Assert.All(rows, r => Assert.Equal(("finished", "2"), (r["status"], r["epochs"])));
        Assert.Equal(4, rows.Select(r => r["train_loss"]).Distinct().Count());
        Assert.Contains("Scores by head.dropout", File.ReadAllText(study.Out("report.html")), StringComparison.Ordinal);
        foreach (var row in rows)
        {
            string run = study.Out($"runs/XceptionTransfer-head.dropout={row["head.dropout"]}-seed1");
            string best = Path.GetFileName(Assert.Single(Directory.GetFiles(run, "xception_v3_*")));
            string accuracy = double.Parse(row["best_validation_accuracy"], CultureInfo.InvariantCulture).ToString("0.###", CultureInfo.InvariantCulture);
            Assert.Matches($@"^xception_v3_0{row["best_epoch"]}_{accuracy[..Math.Min(accuracy.Length, 4)].TrimEnd('0')}[0-9]*\.ckpt$", best);
        }

        AssertOnlyTheHeadLearned(published, study.Out("runs/XceptionTransfer-head.dropout=0.5-seed1/last.ckpt"));
    }

    /// <summary>The base is as it was, its norms' statistics too; the head is not.</summary>
    private static void AssertOnlyTheHeadLearned(nn.Module<Tensor, Tensor> published, string checkpoint)
    {
        using var trained = Create("XceptionTransfer");
        Checkpoint.Load(checkpoint, trained, Info("XceptionTransfer"));
        var before = published.state_dict();
        var after = trained.state_dict();
        string[] own = [.. after.Keys.Where(k => k.StartsWith("inner", StringComparison.Ordinal) || k.StartsWith("predictions", StringComparison.Ordinal))];
        Assert.Equal(4, own.Length);
        Assert.All(after.Keys.Except(own), k => Assert.True(after[k].equal(before[k]).all().ToBoolean(), $"{k} changed"));
        Assert.Equal(after.Count - 4, before.Keys.Intersect(after.Keys.Except(own)).Count());
    }

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static ModelInfo Info(string name) => SampleStudy.Models.Single(m => m.Name == name);

    private static nn.Module<Tensor, Tensor> Create(string name) => Info(name).Create(null);

    /// <summary>Full size, because the reader knows it; the pixels of a class are its number.</summary>
    private static void WriteCifar100(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, count) in new[] { ("train.bin", 50_000), ("test.bin", 10_000) })
        {
            var bytes = new byte[count * 3074];
            for (int i = 0; i < count; i++)
            {
                bytes[(i * 3074) + 1] = (byte)(i % 100);
                bytes.AsSpan((i * 3074) + 2, 3072).Fill((byte)(2 * (i % 100)));
            }

            File.WriteAllBytes(Path.Combine(folder, name), bytes);
        }

        File.WriteAllLines(Path.Combine(folder, "fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"fine{i}"));
    }
}
