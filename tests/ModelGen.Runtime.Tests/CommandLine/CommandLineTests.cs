using System.Text.Json;
using ModelGen.CommandLine;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests.CommandLine;

/// <summary>The whole command line in this process: exit codes, what is said where, and the JSON.</summary>
public sealed class CommandLineTests : IDisposable
{
    private static readonly IReadOnlyList<ModelInfo> Models = [TinyModel.Info, TinyModel.Wide];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Models_lists_them_with_their_numbers()
    {
        var run = Run("models", "--json", folder["m.json"]);
        Assert.Equal(0, run.Code);
        Assert.Matches(@"TinyModel +3×32×32 +10 +24,458 +1,000,000 +tests/tiny\.yaml", run.Out);
        Assert.Equal(["TinyModel", "WideModel"], Json("m.json").GetProperty("models").EnumerateArray().Select(m => m.GetProperty("name").GetString()));
    }

    [Fact]
    public void Summary_shows_the_layer_table_and_totals()
    {
        var run = Run("summary", "TinyModel", "--json", folder["s.json"]);
        Assert.Equal(0, run.Code);
        Assert.Matches(@"conv1 +Conv2d +16×16×16 +448 +110,592", run.Out);
        Assert.Matches(@"2 layers +24,458 +1,000,000", run.Out);
        Assert.Matches(@"a training step of \d+ images: planned peak \d+ MB: ", run.Out);
        Assert.Equal(2, Json("s.json").GetProperty("layers").GetArrayLength());
        Assert.True(Json("s.json").GetProperty("planned_training_bytes").GetInt64() > 4 * 24_458);
    }

    [Fact]
    public void Train_eval_export_and_predict_work_together()
    {
        var train = Run("train", "TinyModel", "--data", "synthetic", "--subset", "1000", "--epochs", "2", "--seed", "3", "--validation", "100",
            "--out", folder["run"], "--threads", "2", "--json", folder["train.json"]);
        Assert.Equal(("", 0), (Unexpected(train.Error), train.Code));
        Assert.Contains("900 training and 100 validation images", train.Out);
        Assert.Matches(@"epoch 2/2: loss [0-9.]+, accuracy [0-9.]+ %, validation loss [0-9.]+, accuracy [0-9.]+ % \([0-9]+ images/s, [0-9.]+ % of the time waiting for images\)", train.Out);
        Assert.Equal(["best.ckpt", "last.ckpt", "metrics.csv"], Directory.GetFiles(folder["run"]).Select(Path.GetFileName).Order());
        Assert.Equal(3, File.ReadAllLines(Path.Combine(folder["run"], "metrics.csv")).Length);
        var report = Json("train.json");
        Assert.True(report.GetProperty("data").GetProperty("synthetic").GetBoolean());
        Assert.Equal("one_cycle", report.GetProperty("recipe").GetProperty("schedule").GetString());
        Assert.Equal(32, report.GetProperty("recipe").GetProperty("augment")[0].GetProperty("random_crop").GetInt32());

        string weights = Path.Combine(folder["run"], "last.ckpt");
        var eval = Run("eval", "TinyModel", "--weights", weights, "--data", "synthetic", "--json", folder["eval.json"]);
        Assert.Equal(0, eval.Code);
        Assert.Contains("was trained on synthetic data", eval.Error);
        Assert.Equal(
            report.GetProperty("test").GetProperty("top1").GetDouble(), Json("eval.json").GetProperty("result").GetProperty("top1").GetDouble());

        Assert.Equal(2, Json("eval.json").GetProperty("recipe").GetProperty("epochs").GetInt32());

        var export = Run("data", "export", "--data", "synthetic", "--split", "test", "--count", "3", "--out", folder["pictures"]);
        Assert.Equal(0, export.Code);
        string[] pictures = [.. Directory.GetFiles(folder["pictures"]).Order()];
        Assert.Equal(["test-00000-disc.png", "test-00001-ring.png", "test-00002-square.png"], pictures.Select(Path.GetFileName));

        var predict = Run(["predict", "TinyModel", "--weights", weights, .. pictures, "--top", "10", "--json", folder["predict.json"]]);
        Assert.Equal(0, predict.Code);
        Assert.Equal(3, predict.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.All(Json("predict.json").GetProperty("pictures").EnumerateArray(), p =>
            Assert.Equal(1, p.GetProperty("classes").EnumerateArray().Sum(c => c.GetProperty("probability").GetDouble()), 4));
    }

    [Fact]
    public void Two_trainings_with_one_seed_give_equal_weights()
    {
        string[] Command(string place) => ["train", "TinyModel", "--data", "synthetic", "--subset", "300", "--epochs", "1", "--validation", "0", "--out", folder[place]];
        Assert.Equal(0, Run(Command("a")).Code);
        Assert.Equal(0, Run(Command("b")).Code);
        Assert.Equal(
            ModelGen.Checkpoints.Checkpoint.ReadInfo(Path.Combine(folder["a"], "last.ckpt")).WeightsSha256,
            ModelGen.Checkpoints.Checkpoint.ReadInfo(Path.Combine(folder["b"], "last.ckpt")).WeightsSha256);
    }

    [Fact]
    public void A_run_can_be_gone_on_with_and_predicts_folders_into_a_table()
    {
        Assert.Equal(0, Run("train", "TinyModel", "--data", "synthetic", "--subset", "300", "--epochs", "1", "--out", folder["run"], "--tensorboard", folder["events"]).Code);
        string weights = Path.Combine(folder["run"], "last.ckpt");
        var more = Run("train", "TinyModel", "--data", "synthetic", "--resume", weights, "--set", "training.epochs=2", "--json", folder["more.json"]);
        Assert.Equal(("", 0), (Unexpected(more.Error), more.Code));
        Assert.Contains("going on after 1 epochs and 0 steps", more.Out);
        Assert.Equal(2, Json("more.json").GetProperty("epochs").GetArrayLength());
        Assert.Equal(2, ModelGen.Checkpoints.Checkpoint.ReadInfo(weights).Recipe.Epochs);
        Assert.Single(Directory.GetFiles(folder["events"]));
        var seed = Run("train", "TinyModel", "--data", "synthetic", "--resume", weights, "--seed", "3");
        Assert.Equal((2, "error: --seed with --resume: the run goes on with its own\n"), (seed.Code, seed.Error[seed.Error.IndexOf("error", StringComparison.Ordinal)..]));

        Run("data", "export", "--data", "synthetic", "--count", "3", "--out", folder["pictures"]);
        File.WriteAllText(Path.Combine(folder["pictures"], "broken.png"), "not a picture");
        Assert.Equal(2, Run("predict", "TinyModel", "--weights", weights, folder["pictures"]).Code);
        var predict = Run("predict", "TinyModel", "--weights", weights, folder["pictures"], "--top", "2", "--csv", folder["p.csv"], "--skip-corrupt");
        Assert.Equal(0, predict.Code);
        Assert.Contains("broken.png", predict.Error);
        string[] lines = File.ReadAllLines(folder["p.csv"]);
        Assert.Equal("file,class_1,probability_1,class_2,probability_2", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.All(lines.Skip(1), line => Assert.Equal(5, line.Split(',').Length));
    }

    [Fact]
    public void Data_stats_and_the_rate_search_write_their_results()
    {
        var stats = Run("data", "stats", "--data", "synthetic", "--json", folder["s.json"]);
        Assert.Equal(0, stats.Code);
        Assert.Matches("mean 0\\.[0-9]{4}, 0\\.[0-9]{4}, 0\\.[0-9]{4}", stats.Out);
        Assert.Equal(3000, Json("s.json").GetProperty("class_images").EnumerateArray().Sum(n => n.GetInt32()));
        var search = Run("find-lr", "TinyModel", "--data", "synthetic", "--steps", "20", "--from", "1e-4", "--json", folder["lr.json"]);
        Assert.Equal(0, search.Code);
        Assert.Contains("the loss falls fastest at lr ", search.Out);
        Assert.InRange(Json("lr.json").GetProperty("suggestion").GetDouble(), 1e-4, 10);
    }

    [Theory]
    [InlineData("no model is called TinyModle: did you mean TinyModel?", "summary", "TinyModle")]
    [InlineData("no model is called tinymodel: did you mean TinyModel", "train", "tinymodel", "--data", "synthetic")]
    [InlineData("no model is called Transformer: `models` lists those there are", "summary", "Transformer")]
    [InlineData("epochs 0: expected an integer, at least 1", "train", "TinyModel", "--epochs", "0")]
    [InlineData("lr -1: expected a number, above 0", "train", "TinyModel", "--lr", "-1")]
    [InlineData("lr -2: expected a number, above 0", "train", "TinyModel", "--set", "lr=-2")]
    [InlineData("a recipe has no such field: did you mean epochs?", "train", "TinyModel", "--set", "epoch=3")]
    [InlineData("--best-by accuracy: expected validation_accuracy, validation_loss, train_accuracy or train_loss", "train", "TinyModel", "--best-by", "accuracy")]
    [InlineData("/nowhere/last.ckpt: not found", "train", "TinyModel", "--resume", "/nowhere/last.ckpt")]
    [InlineData("--threads 0: expected at least 1", "train", "TinyModel", "--threads", "0")]
    [InlineData("/nowhere: no data here", "train", "TinyModel", "--data", "/nowhere")]
    [InlineData("--validation 1.5: expected a number of images", "train", "TinyModel", "--validation", "1.5")]
    [InlineData("--epochs", "train", "TinyModel", "--epochs", "three")]
    [InlineData("--epoch", "train", "TinyModel", "--epoch", "3")]
    [InlineData("'--weights' is required", "eval", "TinyModel")]
    [InlineData("/nowhere/x.ckpt: not found", "eval", "TinyModel", "--weights", "/nowhere/x.ckpt")]
    [InlineData("--subset 0: expected 1 to 3000", "train", "TinyModel", "--data", "synthetic", "--subset", "0")]
    [InlineData("trian", "trian", "TinyModel")]
    [InlineData("Required command", "data")]
    public void Mistakes_are_one_line_on_standard_error_and_code_2(string expected, params string[] args)
    {
        var run = Run(args);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.StartsWith("error: ", run.Error.Split('\n')[^2]);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public void Weights_of_other_data_are_refused()
    {
        Run("train", "TinyModel", "--data", "synthetic", "--subset", "100", "--epochs", "1", "--validation", "0", "--out", folder["run"]);
        CifarFolder();
        var run = Run("eval", "TinyModel", "--weights", Path.Combine(folder["run"], "last.ckpt"), "--data", folder["cifar"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("trained on synthetic (disc, ring, square, …), but the data is CIFAR-10 (airplane, automobile, bird, …", run.Error);
    }

    [Fact]
    public void Data_prepare_checks_what_is_there()
    {
        CifarFolder();
        var run = Run("data", "prepare", "--data", folder["cifar"]);
        Assert.Equal(0, run.Code);
        Assert.StartsWith("CIFAR-10: 50,000 training and 10,000 test images of 3×32×32, 10 classes, from ", run.Out);
    }

    [Fact]
    public void An_unwritable_json_file_is_a_clear_error()
    {
        File.WriteAllText(folder["file"], "");
        var run = Run("models", "--json", Path.Combine(folder["file"], "x.json"));
        Assert.Equal(2, run.Code);
        Assert.Contains("cannot be written", run.Error);
    }

    [Theory]
    [InlineData("train", "--validation", "Ctrl-C saves and stops", "[default: ")]
    [InlineData("predict", "--top", "predict ResNet20 --weights", "JPEG or PNG")]
    [InlineData("eval", "--split", "confusions", "--json")]
    public void Help_explains_every_verb(string verb, params string[] expected)
    {
        var run = Run(verb, "--help");
        Assert.Equal(0, run.Code);
        Assert.All(expected, text => Assert.Contains(text, run.Out));
    }

    private void CifarFolder() => Data.CifarFiles.Write(Path.Combine(folder["cifar"], Cifar10Reader.FolderName));

    private static string Unexpected(string error) => string.Concat(error.Split('\n').Where(l => l.Length > 0 && l != SyntheticImages.Notice));

    private JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllText(folder[name])).RootElement;

    private static (int Code, string Out, string Error) Run(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var console = new CommandConsole(output, error, live: null);
        var locator = new DataLocator { MakeSynthetic = () => TestImages.Synthetic, Say = error.WriteLine };
        int code = ModelGenCommandLine.Run(Models, args, console, locator, new ModelGen.Checkpoints.WeightsStore { OfflineFolder = "/nowhere" });
        return (code, output.ToString(), error.ToString());
    }
}
