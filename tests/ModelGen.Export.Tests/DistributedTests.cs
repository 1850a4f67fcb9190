using System.Globalization;
using System.Text.Json;
using ModelGen.Compiler.Backends.PyTorch;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Export.Tests;

/// <summary>train_ddp.py on two processes computes what it computes on one.</summary>
public sealed class DistributedTests
{
    private const int RecordsPerFile = 48;

    [SkippableFact]
    public void TwoProcessesLearnAsOne()
    {
        Python.SkipWithout("torchvision");
        using var folder = new TemporaryFolder();
        string model = folder["tiny.py"];
        File.WriteAllText(model, PyTorchBackend.Emit(Tiny()));
        string script = folder[PyTorchBackend.TrainingScriptName];
        File.WriteAllText(script, PyTorchBackend.TrainingScript);
        WriteCifar(folder["data"]);

        string[] common = [model, "--data", folder["data"], "--seed", "3", "--steps", "6", "--workers", "0", "--threads", "1"];
        Python.Execute([script, .. common, "--output", folder["one"], "--losses", folder["one.csv"], "--shards", "2"]);
        // torchrun of Debian's torch 1.13 cannot read its own default for --redirects and --tee under Python 3.11.
        string[] launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", "--redirects", "1", "--tee", "1"];
        // It takes some seconds. Processes that wait for one another for ever are ended, and what they said is the test's message.
        Python.Execute([.. launcher, script, .. common, "--output", folder["two"], "--losses", folder["two.csv"]], TimeSpan.FromMinutes(2));

        double[] one = Losses(folder["one.csv"]);
        double[] two = Losses(folder["two.csv"]);
        Assert.Equal(6, one.Length);
        Assert.All(one.Zip(two), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        Assert.True(one.Distinct().Count() == 6, "the loss does not change");
        Assert.True(File.Exists(Path.Combine(folder["two"], "weights.pth")));
        // Running statistics are each process's own until the evaluation, which must be that of the weights that are saved.
        Assert.Equal(TestLoss(folder["one"]), TestLoss(folder["two"]), 1e-4);
    }

    /// <summary>
    /// Each field of a recipe, in some runs of a few updates; what they compute is compared elsewhere, with the runtime's own.
    /// </summary>
    [SkippableTheory]
    [InlineData("optimizer=\"adam\"", "schedule=\"step\"", "step_size=1", "class_weights=[1,2,1,1,1,1,1,1,1,1]", "accumulate=2",
        "augment=[[\"mixup\",{}],[\"cutmix\",{}]]")]
    [InlineData("optimizer=\"adamw\"", "schedule=\"polynomial\"", "power=2",
        "groups=[{\"match\":\"fc\",\"lr_scale\":10,\"weight_decay\":0}]",
        "decay_norm_and_bias=false", "augment=[[\"random_resized_crop\",{}],[\"color_jitter\",{\"brightness\":0.4}],[\"random_erasing\",{}]]")]
    [InlineData("optimizer=\"rmsprop\"", "schedule=\"exponential\"", "gamma=0.9", "ema=0.9", "clip_norm=1",
        "augment=[[\"rotation\",{\"degrees\":15}],[\"cutout\",{\"size\":8}]]")]
    [InlineData("optimizer=\"lion\"", "lr=0.001", "schedule=\"cosine\"", "restart_epochs=1", "restart_factor=2", "freeze=[\"conv\"]",
        "freeze_epochs=1",
        "augment=[[\"rand_augment\",{}],[\"trivial_augment\",{}]]")]
    [InlineData("schedule=\"plateau\"", "patience=0", "early_stopping=2", "loss=\"binary_cross_entropy\"", "label_smoothing=0.1",
        "warmup_epochs=1")]
    [InlineData("dropout_schedule=\"curriculum\"", "dropout_epochs=1.5", "dropout_gamma=5")]
    [InlineData("schedule=\"multi_step\"", "milestones=[1]", "nesterov=false", "precision=\"bfloat16\"", "memory_format=\"channels_last\"")]
    public void EveryFieldOfARecipeIsRead(params string[] fields)
    {
        Python.SkipWithout("torchvision");
        using var folder = new TemporaryFolder();
        string model = folder["tiny.py"], script = folder[PyTorchBackend.TrainingScriptName];
        File.WriteAllText(model, PyTorchBackend.Emit(Tiny()));
        File.WriteAllText(script, PyTorchBackend.TrainingScript);
        WriteCifar(folder["data"]);
        string[] changes = [.. fields.SelectMany(f => new[] { "--set", f })];
        Python.Execute([script, model, "--data", folder["data"], "--output", folder["out"], "--validation", "40", "--workers", "0",
            "--threads", "1", .. changes]);
        Assert.True(double.IsFinite(TestLoss(folder["out"])));
        Assert.Equal(3, File.ReadLines(Path.Combine(folder["out"], "metrics.csv")).Count());
        Assert.True(File.Exists(Path.Combine(folder["out"], "weights.pth")));
    }

    private static double TestLoss(string output)
    {
        using var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "result.json")));
        return result.RootElement.GetProperty("test_loss").GetDouble();
    }

    private static double[] Losses(string path) =>
        [.. File.ReadLines(path).Skip(1).Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];

    /// <summary>
    /// With a norm, whose statistics are each process's own, and a dropout, whose randomness must not depend on the process.
    /// </summary>
    private static ModelGraph Tiny()
    {
        var graph = ResNets.Model("Tiny", new ScopeBuilder(new Shape(3, 32, 32))
            .Op("conv", "conv", "conv", arguments: [("out_channels", 8), ("kernel_size", 3), ("stride", 4), ("bias", false)])
            .Op("norm", "batch_norm", "norm")
            .Op("relu", "relu")
            .Op("dropout", "dropout", "dropout", arguments: ("p", 0.2))
            .Op("pool", "global_avg_pool")
            .Op("fc", "linear", "fc", arguments: ("out_features", 10)));
        return graph with
        {
            Recipe = new Compiler.Graph.Recipe(
                new(Field("lr", new Value.Number(0.05)), Field("nesterov", new Value.Bool(true)), Field(
                    "schedule", new Value.Text("one_cycle")),
                    Field("epochs", new Value.Number(2)), Field("batch_size", new Value.Number(60)), Field(
                        "accumulate", new Value.Number(1))),
                new(
                    new Compiler.Graph.Augmentation(
                        "random_crop", new(Field("size", new Value.Number(32)), Field("padding", new Value.Number(4)))),
                    new Compiler.Graph.Augmentation("horizontal_flip", EquatableArray<Argument>.Empty))),
        };
    }

    private static Argument Field(string name, Value value) => new(name, value, null);

    /// <summary>Six small files in the layout of CIFAR-10's binary version: a label and 3072 bytes a record.</summary>
    private static void WriteCifar(string folder)
    {
        string inner = Path.Combine(folder, "cifar-10-batches-bin");
        Directory.CreateDirectory(inner);
        var random = new Random(1);
        foreach (string name in Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin").Append("test_batch.bin"))
        {
            byte[] bytes = new byte[RecordsPerFile * 3073];
            random.NextBytes(bytes);
            for (int i = 0; i < RecordsPerFile; i++)
                bytes[i * 3073] = (byte)random.Next(10);
            File.WriteAllBytes(Path.Combine(inner, name), bytes);
        }
    }
}
