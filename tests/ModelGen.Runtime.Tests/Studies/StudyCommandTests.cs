using System.Diagnostics;
using System.Text.Json;
using ModelGen.CommandLine;
using ModelGen.Data;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Studies;

/// <summary><c>compare</c>, <c>sweep</c> and <c>study</c>: what they run, what they leave, and that they go on after whatever ended them.</summary>
public sealed class StudyCommandTests : IDisposable
{
    private const string Study = """
        title: Tiny models
        data: synthetic
        models: [TinyModel, {model: TinyModel, label: decayed, set: {weight_decay: 0.01}}]
        training: {epochs: 2}
        sweep: {dropout: [0, 0.5]}
        seeds: [1, 2]
        subset: 300
        validation: 60
        evaluate_training: true
        save_every: 1
        """;

    private static readonly IReadOnlyList<ModelInfo> Models = [TinyModel.Info, TinyModel.Wide];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_study_runs_models_settings_and_seeds_once_and_makes_one_table()
    {
        File.WriteAllText(folder["tiny.yaml"], Study);
        var first = Run("study", folder["tiny.yaml"], "--out", folder["out"], "--json", folder["s.json"]);
        Assert.Equal(0, first.Code);
        Assert.Contains("Tiny models: 8 runs, 0 of them finished", first.Out);
        string[] lines = File.ReadAllLines(folder["out/results.csv"]);
        Assert.Equal(
            "model,dropout,seed,status,epochs,best_epoch,best_validation_accuracy,train_loss,train_accuracy,validation_loss,validation_accuracy,test_loss,test_accuracy,test_top5,final_train_loss,final_train_accuracy",
            lines[0]);
        Assert.Equal(
            ["TinyModel,0,1", "TinyModel,0,2", "TinyModel,0.5,1", "TinyModel,0.5,2", "decayed,0,1", "decayed,0,2", "decayed,0.5,1", "decayed,0.5,2"],
            lines.Skip(1).Select(l => string.Join(',', l.Split(',').Take(3))));
        Assert.All(lines.Skip(1), l => Assert.Matches(",finished,2,[12](,[0-9.]+){10}$", l));
        // Each is another training.
        Assert.Equal(8, lines.Skip(1).Select(l => l.Split(',')[7]).Distinct().Count());
        var report = JsonDocument.Parse(File.ReadAllText(folder["s.json"])).RootElement;
        Assert.Equal(4, report.GetProperty("configurations").GetArrayLength());
        Assert.Equal(0.01, report.GetProperty("runs")[7].GetProperty("result").GetProperty("run").GetProperty("recipe").GetProperty("weight_decay").GetDouble());

        string[] files = [.. Directory.GetFiles(folder["out/runs/TinyModel-dropout=0.5-seed2"]).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
        Assert.Equal(["best.ckpt", "last.ckpt", "metrics.csv", "result.json", "run.json"], files);
        var checkpoint = ModelGen.Checkpoints.Checkpoint.ReadInfo(folder["out/runs/TinyModel-dropout=0.5-seed2/last.ckpt"]);
        Assert.Equal([new ModelGen.Training.DropoutRate("dropout", 0.5)], checkpoint.DropoutRates);

        var written = File.GetLastWriteTimeUtc(folder["out/runs/decayed-dropout=0-seed1/last.ckpt"]);
        var again = Run("study", folder["tiny.yaml"], "--out", folder["out"]);
        Assert.Contains("8 runs, 8 of them finished", again.Out);
        Assert.DoesNotContain("epoch 1/2", again.Out);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["out/runs/decayed-dropout=0-seed1/last.ckpt"]));
        Assert.Equal(lines, File.ReadAllLines(folder["out/results.csv"]));
        // More seeds are more runs, the old ones as they are.
        var more = Run("study", folder["tiny.yaml"], "--out", folder["out"], "--seeds", "2,3", "--set", "dropout=0.5");
        Assert.Equal(0, more.Code);
        Assert.Contains("TinyModel, seed 3", more.Out);
    }

    [Fact]
    public void Equal_rates_give_the_spec_s_own_result_and_others_do_not()
    {
        string[] command = ["compare", "TinyModel", "--data", "synthetic", "--subset", "300", "--epochs", "1", "--validation", "0"];
        Assert.Equal(0, Run([.. command, "--out", folder["a"]]).Code);
        Assert.Equal(0, Run([.. command, "--out", folder["b"], "--set", "dropout=0.1"]).Code);
        Assert.Equal(0, Run([.. command, "--out", folder["c"], "--set", "*=0.9"]).Code);
        Assert.Equal(File.ReadAllText(folder["a/results.csv"]), File.ReadAllText(folder["b/results.csv"]));
        Assert.NotEqual(File.ReadAllText(folder["a/results.csv"]), File.ReadAllText(folder["c/results.csv"]));
    }

    [Fact]
    public void A_schedule_of_the_dropout_can_be_swept_over()
    {
        File.WriteAllText(folder["s.yaml"], """
            data: synthetic
            models: TinyModel
            training: {epochs: 2, dropout_epochs: 1}
            set: {dropout: 0.5}
            sweep: {training.dropout_schedule: [constant, linear, early, late]}
            subset: 300
            """);
        Assert.Equal(0, Run("study", folder["s.yaml"], "--out", folder["out"]).Code);
        string[] lines = File.ReadAllLines(folder["out/results.csv"]);
        Assert.Equal(["TinyModel,constant", "TinyModel,linear", "TinyModel,early", "TinyModel,late"], lines.Skip(1).Select(l => string.Join(',', l.Split(',').Take(2))));
        Assert.Equal(4, lines.Skip(1).Select(l => l.Split(',')[7]).Distinct().Count());
        var recipe = ModelGen.Checkpoints.Checkpoint.ReadInfo(folder["out/runs/TinyModel-training.dropout_schedule=late-seed0/last.ckpt"]).Recipe!;
        Assert.Equal((DropoutScheduleKind.Late, 1), (recipe.DropoutSchedule, recipe.DropoutEpochs));
    }

    [Fact]
    public void Killed_studies_end_like_whole_ones()
    {
        File.WriteAllText(folder["tiny.yaml"], Study.Replace("subset: 300", "subset: 1500", StringComparison.Ordinal));
        using (var whole = Start("whole"))
        {
            whole.StandardOutput.ReadToEnd();
            whole.WaitForExit();
            Assert.True(whole.ExitCode == 0, whole.StandardError.ReadToEnd());
        }

        var random = new Random(7);
        int kills = 0;
        while (true)
        {
            using var process = Start("killed");
            process.StandardOutput.ReadLine();
            // Each attempt gets at least to its first step; in the end one is let through.
            if (process.WaitForExit(kills < 4 ? 300 + random.Next(900) : 300_000))
            {
                Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
                break;
            }

            process.Kill();
            process.WaitForExit();
            kills++;
        }

        Assert.True(kills > 0, "the process was always faster than its killer");
        Assert.Equal(File.ReadAllText(folder["whole/results.csv"]), File.ReadAllText(folder["killed/results.csv"]));
        Assert.Equal(Weights("whole"), Weights("killed"));
    }

    [Fact]
    public void A_run_that_diverges_is_a_line_in_the_table_and_the_others_go_on()
    {
        string[] command = ["sweep", "TinyModel", "--data", "synthetic", "--subset", "300", "--epochs", "1", "--set", "lr=1e30,0.05", "--set", "schedule=constant", "--out", folder["out"]];
        var run = Run(command);
        Assert.Equal(0, run.Code);
        Assert.Contains("the training diverged", run.Error);
        string[] lines = File.ReadAllLines(folder["out/results.csv"]);
        Assert.StartsWith("TinyModel,1E+30,0,diverged,0,,", lines[1]);
        Assert.StartsWith("TinyModel,0.05,0,finished,1,1,", lines[2]);
        Assert.Contains("2 runs, 2 of them finished", Run(command).Out);
    }

    [Fact]
    public void The_best_checkpoint_is_named_after_its_epoch_and_accuracy()
    {
        File.WriteAllText(folder["named.yaml"], "data: synthetic\nmodels: TinyModel\nsubset: 300\ntraining: {epochs: 3}\nbest_name: 'tiny_v1_{epoch:02}_{val_accuracy:.3}'\n");
        Assert.Equal(0, Run("study", folder["named.yaml"], "--out", folder["out"]).Code);
        string name = Path.GetFileName(Assert.Single(Directory.GetFiles(folder["out/runs/TinyModel-seed0"], "tiny_v1_*")));
        Assert.Matches(@"^tiny_v1_0[123]_0\.[0-9]{1,3}\.ckpt$", name);
        string[] cells = File.ReadAllLines(folder["out/results.csv"])[1].Split(',');
        Assert.StartsWith($"tiny_v1_0{cells[4]}_", name);
    }

    [Fact]
    public void A_folder_of_another_run_is_refused_with_what_differs()
    {
        string[] command = ["compare", "TinyModel", "--data", "synthetic", "--subset", "300", "--out", folder["out"]];
        Assert.Equal(0, Run([.. command, "--epochs", "1"]).Code);
        var other = Run([.. command, "--epochs", "2"]);
        Assert.Equal(2, other.Code);
        Assert.Contains("holds another run (epochs 1, not 2): choose another folder with --out, or remove this one", other.Error);
    }

    [Fact]
    public void Two_studies_do_not_share_a_folder_at_once()
    {
        Directory.CreateDirectory(folder["out"]);
        using var held = new FileStream(folder["out/study.lock"], FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var run = Run("compare", "TinyModel", "--data", "synthetic", "--out", folder["out"]);
        Assert.Equal(2, run.Code);
        Assert.Contains("another study may be running in it", run.Error);
    }

    [Fact]
    public void Runs_can_be_listed_before_they_begin()
    {
        var run = Run("sweep", "TinyModel", "--set", "dropout=0,0.2", "--set", "training.milestones=[1,2],[3]", "--seeds", "1,2", "--list");
        Assert.Equal(0, run.Code);
        string[] names = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(8, names.Distinct().Count());
        Assert.Matches(@"^TinyModel-dropout=0-training.milestones=_1_2_-seed1-[0-9a-f]{8}$", names[0]);
    }

    [Theory]
    [InlineData("models: [TinyModle]", "s.yaml(1,10): no model is called TinyModle: did you mean TinyModel?")]
    [InlineData("modles: [TinyModel]", "s.yaml(1,1): a study has no key 'modles', but title, ")]
    [InlineData("modles: [TinyModel]", "did you mean models?")]
    [InlineData("title: x", "s.yaml(1,1): 'models' is missing: expected models: [ResNet20, PreResNet20]")]
    [InlineData("models: [TinyModel, TinyModel]", "s.yaml(1,21): TinyModel twice: give one of them another label: {model: TinyModel, label: …}")]
    [InlineData("models: [TinyModel]\nseeds: [1, x]", "s.yaml(2,12): seeds: found 'x', expected an integer, of any size")]
    [InlineData("models: [TinyModel]\nseeds: [1, 1]", "s.yaml(2,8): a seed twice")]
    [InlineData("models: [TinyModel]\nsubset: 0", "s.yaml(2,9): subset: found '0', expected an integer, at least 1")]
    [InlineData("models: [TinyModel]\nsweep: {dropout: 0.1}", "s.yaml(2,18): sweep: dropout: found '0.1', expected a list of values, such as [0, 0.2, 0.5]")]
    [InlineData("models: [TinyModel]\nsweep: {dropuot: [0.1]}", "s.yaml(2,9): dropuot: TinyModel has no dropout there: did you mean dropout?")]
    [InlineData("models: [TinyModel]\nset: {dropout: 1.5}", "s.yaml(2,7): dropout 1.5: expected a number, 0 or more, at most 1, for a dropout's rate")]
    [InlineData("models: [TinyModel]\ntraining: {epochs: 0}", "s.yaml(2,12): epochs 0: expected an integer, at least 1")]
    [InlineData("models: [TinyModel]\ntraining: {epoch: 3}", "s.yaml(2,12): training.epoch: a recipe has no such field: did you mean epochs?")]
    [InlineData("models: [TinyModel]\nvalidation: 1.5", "s.yaml(2,13): validation: found '1.5', expected a number of images, or a share below 1 such as 0.1")]
    [InlineData("models: [TinyModel]\nbest_name: '{epch}.ckpt'", "s.yaml(2,12): {epch}.ckpt: a file name has no {epch}, but ")]
    [InlineData("models: [TinyModel]\nevaluate_training: yes", "s.yaml(2,20): evaluate_training: found 'yes', expected true or false")]
    [InlineData("models: [TinyModel]\nweights: {name: x, partal: true}", "s.yaml(2,20): weights has no key 'partal'")]
    [InlineData("models: [TinyModel\n", "s.yaml(")]
    [InlineData("models: [TinyModel]\ndata: synthetic\ndataset: CIFAR-100", "the study is about CIFAR-100, but the data is synthetic")]
    public void Mistakes_in_a_study_are_one_line_with_their_place(string text, string expected)
    {
        File.WriteAllText(folder["s.yaml"], text);
        var run = Run("study", folder["s.yaml"], "--out", folder["out"], "--threads", "2");
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.StartsWith("error: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--set dropout: expected PATH=VALUE or PATH=VALUE,VALUE", "sweep", "TinyModel", "--set", "dropout")]
    [InlineData("nothing to sweep over", "sweep", "TinyModel")]
    [InlineData("--seeds 1,1: expected integers with commas between them, each once", "compare", "TinyModel", "--seeds", "1,1")]
    [InlineData("/nowhere.yaml: cannot be read", "study", "/nowhere.yaml")]
    [InlineData("--set: dropout x: expected a number, 0 or more, at most 1", "sweep", "TinyModel", "--set", "dropout=x")]
    [InlineData("--set: lr -1: expected a number, above 0", "sweep", "TinyModel", "--set", "lr=0.1,-1")]
    [InlineData("--set: conv1: TinyModel has no dropout there: there are dropout", "sweep", "TinyModel", "--set", "conv1=0.1")]
    [InlineData("(nor has a recipe: momentum is the nearest field)", "sweep", "TinyModel", "--set", "momentun=0.1")]
    public void Mistakes_on_the_command_line_are_one_line(string expected, params string[] args)
    {
        var run = Run(args);
        Assert.Equal(2, run.Code);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public void Train_takes_rates_too_and_keeps_them_when_it_goes_on()
    {
        string[] command = ["train", "TinyModel", "--data", "synthetic", "--threads", "2"];
        Assert.Equal(0, Run([.. command, "--subset", "300", "--epochs", "1", "--set", "dropout=0.4", "--out", folder["run"]]).Code);
        string last = folder["run/last.ckpt"];
        Assert.Equal(0, Run([.. command, "--resume", last, "--set", "epochs=2"]).Code);
        Assert.Equal(0.4, Assert.Single(ModelGen.Checkpoints.Checkpoint.ReadInfo(last).DropoutRates!).Rate);
    }

    private string[] Weights(string name) => [.. Directory.GetFiles(folder[name], "*.ckpt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(f => ModelGen.Checkpoints.Checkpoint.ReadInfo(f).WeightsSha256)];

    private Process Start(string name) => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(StudyCommandTests).Assembly.Location, "study", folder["tiny.yaml"], "--out", folder[name], "--threads", "1"])
    {
        RedirectStandardOutput = true, RedirectStandardError = true,
    })!;

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
