using System.IO.Compression;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly nn.Module<Tensor, Tensor> model = TinyModel.Info.Create(null);

    private string File => folder["x.ckpt"];

    private static CheckpointInfo Info => new()
    {
        Model = "TinyModel",
        SpecHash = TinyModel.Info.SpecHash,
        InputShape = [3, 32, 32],
        Recipe = TinyModel.Info.Recipe,
        Seed = 5,
        Data = DataInfo.Of(TestImages.Synthetic),
        Epoch = 3,
        Metrics = new EpochResult { Epoch = 3, LearningRate = 0.1, TrainLoss = 1.5, TrainAccuracy = 0.5, ValidationAccuracy = 0.4, Seconds = 2, ImagesPerSecond = 100 },
    };

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Weights_and_what_is_known_about_them_come_back()
    {
        Checkpoint.Save(File, model, Info);
        using var other = TinyModel.Info.Create(null);
        var info = Checkpoint.Load(File, other, TinyModel.Info)!;

        AssertEqualWeights(model, other);
        Assert.Equal(("TinyModel", 5, 3, true), (info.Model, info.Seed, info.Epoch, info.Data.Synthetic));
        Assert.Equal(Info.Metrics, info.Metrics);
        Assert.Equal(TestImages.Synthetic.ClassNames, info.Data.ClassNames);
        Assert.Equal(TestImages.Synthetic.Normalization, info.Data.Normalization);
        Assert.Equal(TinyModel.Info.Recipe.Augment, info.Recipe.Augment);
        Assert.Equal(RuntimeJson.Text(TinyModel.Info.Recipe), RuntimeJson.Text(info.Recipe));
        Assert.Equal([File], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Its_weights_are_TorchSharps_own_format()
    {
        Checkpoint.Save(File, model, Info);
        ZipFile.ExtractToDirectory(File, folder.Path);
        using var other = TinyModel.Info.Create(null);
        other.load(folder["weights.dat"]);
        AssertEqualWeights(model, other);
    }

    [Fact]
    public void A_bare_file_of_TorchSharp_loads_too()
    {
        model.save(folder["bare.dat"]);
        using var other = TinyModel.Info.Create(null);
        Assert.Null(Checkpoint.Load(folder["bare.dat"], other, TinyModel.Info));
        AssertEqualWeights(model, other);
    }

    [Fact]
    public void Another_models_checkpoint_is_refused_by_name()
    {
        Checkpoint.Save(File, model, Info with { Model = "ResNet20" });
        Refused(File, $"{File}: a checkpoint of ResNet20, not of TinyModel");
    }

    [Fact]
    public void Weights_of_other_shapes_are_named()
    {
        using (var wide = TinyModel.Wide.Create(null))
            wide.save(folder["wide.dat"]);
        var message = Refused(folder["wide.dat"], "these weights are not TinyModel's (tests/tiny.yaml): 19 of another shape", lines: 21);
        Assert.Contains("\n  another shape: conv1.weight  24×3×3×3 in the file, 16×3×3×3 in the model\n", message);
    }

    [Fact]
    public void Missing_and_unexpected_keys_are_named()
    {
        using (var linear = nn.Sequential(("fc", nn.Linear(64, 10)), ("extra", nn.Linear(10, 2))))
            linear.save(folder["other.dat"]);
        var message = Refused(folder["other.dat"],
            "these weights are not TinyModel's (tests/tiny.yaml): 18 missing, 2 unexpected", lines: 22);
        Assert.Contains("\n  missing: conv1.weight  16×3×3×3\n", message);
        Assert.Contains("\n  unexpected: extra.weight  2×10\n", message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(500)]
    [InlineData(50_000)]
    public void A_truncated_checkpoint_is_one_clear_error(int length)
    {
        Checkpoint.Save(File, model, Info);
        Truncate(File, length);
        Refused(File, length == 0 ? "empty" : "truncated");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(5000)]
    public void A_truncated_weights_file_is_one_clear_error(int length)
    {
        model.save(folder["bare.dat"]);
        Truncate(folder["bare.dat"], length);
        Refused(folder["bare.dat"], "truncated");
    }

    [Theory]
    [InlineData("this is a text, not weights")]
    [InlineData("PK but no zip file at all")]
    [InlineData("\x7F" + "ELF\x02\x01\x01")]
    public void A_foreign_file_is_one_clear_error(string text)
    {
        System.IO.File.WriteAllText(File, text);
        Refused(File, File);
    }

    [Fact]
    public void Every_flipped_bit_of_the_weights_is_noticed()
    {
        Checkpoint.Save(File, model, Info);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes[bytes.Length / 2] ^= 1;
        System.IO.File.WriteAllBytes(File, bytes);
        Refused(File, File);
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        Checkpoint.Save(File, model, Info with { Format = 2 });
        Refused(File, "checkpoint format 2, this version reads format 1");
    }

    [Fact]
    public void A_missing_file_is_named() => Refused("/nowhere/x.ckpt", "/nowhere/x.ckpt: not found");

    /// <summary>Loading fails with the message, in one line unless keys are listed, and the model keeps its weights.</summary>
    private static string Refused(string path, string expected, int lines = 1)
    {
        using var other = TinyModel.Info.Create(null);
        byte[] before = other.state_dict()["conv1.weight"].bytes.ToArray();
        var error = Assert.Throws<UserError>(() => Checkpoint.Load(path, other, TinyModel.Info));
        Assert.Contains(expected, error.Message);
        Assert.Equal(lines, error.Message.Split('\n').Length);
        Assert.Equal(before, other.state_dict()["conv1.weight"].bytes.ToArray());
        return error.Message;
    }

    private static void Truncate(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.SetLength(length);
    }

    private static void AssertEqualWeights(nn.Module a, nn.Module b)
    {
        var second = b.state_dict();
        Assert.All(a.state_dict(), pair => Assert.Equal(pair.Value.bytes.ToArray(), second[pair.Key].bytes.ToArray()));
    }
}
