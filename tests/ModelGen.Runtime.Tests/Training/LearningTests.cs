using System.Runtime.InteropServices;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Providers;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>What a recipe asks of the steps themselves: accumulation, averages, frozen parts, weighted classes, precision.</summary>
public sealed class LearningTests
{
    private static readonly Recipe Plain = TinyModel.Info.Recipe with { Augment = [], Schedule = ScheduleKind.Constant, Epochs = 1, LearningRate = 0.02 };
    private static readonly TrainingOptions Few = new() { Seed = 5, Subset = 320 };

    private static ModelInfo Linear { get; } = new("", "")
    {
        Name = "Linear", SpecFile = "", SpecHash = "", InputShape = [3, 32, 32], Classes = 10, ParameterCount = 30_730, MultiplyAdds = 30_720, Recipe = Plain,
        Create = _ => nn.Sequential(("flatten", nn.Flatten()), ("fc", nn.Linear(3072, 10))),
    };

    [Theory]
    [InlineData(320)]
    [InlineData(300)] // the last update has fewer batches, and the last batch fewer images
    public void Four_small_batches_make_the_update_of_a_large_one(int images)
    {
        var options = Few with { Subset = images };
        var large = Train(Linear, Plain with { BatchSize = 64 }, options);
        var small = Train(Linear, Plain with { BatchSize = 16, Accumulate = 4 }, options);
        Assert.All(large["fc.weight"].Zip(small["fc.weight"]), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void The_average_follows_its_formula_and_is_what_is_saved()
    {
        using var folder = new TemporaryFolder();
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Plain with { Ema = 0.8 }, Few);
        double[] expected = Values(trainer.Model, "conv1.weight");
        int updates = 0;
        trainer.Observers.Add(new Watcher(() =>
        {
            double d = Math.Min(0.8, (1.0 + updates) / (10 + updates));
            updates++;
            double[] now = Values(trainer.Model, "conv1.weight");
            for (int i = 0; i < expected.Length; i++)
                expected[i] = (d * expected[i]) + ((1 - d) * now[i]);
        }));
        trainer.Run();
        Assert.Equal(5, updates);
        AssertClose(expected, Values(trainer.EvaluatedModel, "conv1.weight"));

        trainer.Save(folder["x.ckpt"]);
        using var loaded = TinyModel.Info.Create(null);
        Checkpoint.Load(folder["x.ckpt"], loaded, TinyModel.Info);
        AssertClose(expected, Values(loaded, "conv1.weight"));

        static void AssertClose(double[] expected, double[] found) => Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void Frozen_parts_stay_bit_for_bit_running_statistics_too_until_they_thaw()
    {
        var frozen = Plain with { Freeze = ["conv1", "bn1", "*2.weight"], Epochs = 2 };
        string[] kept = ["conv1.weight", "conv1.bias", "bn1.weight", "bn1.running_mean", "conv2.weight"];
        var fresh = Fresh();
        var after = Train(TinyModel.Info, frozen, Few);
        Assert.All(kept, name => Assert.Equal(fresh[name], after[name]));
        Assert.NotEqual(fresh["conv2.bias"], after["conv2.bias"]);
        Assert.NotEqual(fresh["bn2.running_mean"], after["bn2.running_mean"]);
        var thawed = Train(TinyModel.Info, frozen with { FreezeEpochs = 1 }, Few);
        Assert.All(kept, name => Assert.NotEqual(fresh[name], thawed[name]));
    }

    [Theory]
    [InlineData("conv9", "freeze conv9: no parameter has such a name: did you mean conv1, conv2, conv3?")]
    [InlineData("*", "freeze *: matches every parameter, so that nothing is left to train")]
    public void Patterns_that_cannot_be_meant_are_errors(string pattern, string expected)
    {
        var error = Assert.Throws<UserError>(() => new Trainer(TinyModel.Info, TestImages.Synthetic, Plain with { Freeze = [pattern] }, Few));
        Assert.Equal(expected, error.Message);
    }

    [Fact]
    public void Class_weights_say_which_classes_count()
    {
        Assert.Equal(
            Train(TinyModel.Info, Plain, Few)["fc.weight"], Train(TinyModel.Info, Plain with { ClassWeights = Enumerable.Repeat(1.0, 10).ToArray() }, Few)["fc.weight"]);
        double[] onlyThird = [0, 0, 1, 0, 0, 0, 0, 0, 0, 0];
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Plain with { ClassWeights = onlyThird, Epochs = 3, LearningRate = 0.1 }, Few);
        trainer.Run();
        using var loader = new BatchLoader(TestImages.Synthetic.Test, TestImages.Synthetic.Normalization, null, new BatchLoaderOptions { BatchSize = 100 });
        Assert.Equal(600, ModelGen.Evaluation.Evaluator.Run(trainer.Model, loader).ConfusionMatrix.Sum(row => row[2]));
        var error = Assert.Throws<UserError>(() => new Trainer(TinyModel.Info, TestImages.Synthetic, Plain with { ClassWeights = [1, 2] }, Few));
        Assert.Equal("class_weights: 2 weights, but TinyModel has 10 classes", error.Message);
    }

    [Fact]
    public void A_run_that_gets_no_better_stops_early()
    {
        var recipe = Plain with { LearningRate = 1e-12, Epochs = 9, EarlyStopping = 2 };
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, recipe, Few with { Validation = new(60, 0) });
        var result = trainer.Run();
        Assert.True(result.StoppedEarly);
        Assert.False(result.Interrupted);
        Assert.InRange(result.Epochs.Count, 3, 8);
        var error = Assert.Throws<UserError>(() => new Trainer(TinyModel.Info, TestImages.Synthetic, recipe, Few).Run());
        Assert.Contains("early_stopping 2: expected 0 where no images are held out", error.Message);
    }

    [Fact]
    public void Bfloat16_is_computed_in_where_the_provider_can_and_said_not_to_be_where_it_cannot()
    {
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Plain with { Precision = Precision.Bfloat16 }, Few);
        var result = trainer.Run();
        Assert.True(double.IsFinite(result.Epochs[0].TrainLoss));
        bool same = Values(trainer.Model, "fc.weight").SequenceEqual(Train(TinyModel.Info, Plain, Few)["fc.weight"].Select(v => (double)v));
        Assert.Equal(!TorchProvider.Current.CanAutocast, same);
        Assert.Equal(TorchProvider.Current.CanAutocast ? 0 : 1, trainer.Plan.Notes.Count);
    }

    [Fact]
    public void A_diverged_run_names_its_last_good_checkpoint()
    {
        using var folder = new TemporaryFolder();
        // The first epoch is gentle; the second is not.
        var recipe = Plain with { Schedule = ScheduleKind.MultiStep, Milestones = [1], Gamma = 1e30, Epochs = 2 };
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, recipe, Few);
        trainer.Observers.Add(new CheckpointWriter(folder.Path, trainer));
        var error = Assert.Throws<TrainingDiverged>(() => trainer.Run());
        Assert.Contains("at epoch 2", error.Message);
        Assert.EndsWith($"the last good checkpoint is {folder["last.ckpt"]}", error.Message);
        using var model = TinyModel.Info.Create(null);
        Checkpoint.Load(folder["last.ckpt"], model, TinyModel.Info);
        Assert.All(Values(model, "fc.weight"), v => Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void Out_of_memory_names_model_and_batch_and_says_what_to_do()
    {
        var huge = new ModelInfo("", "")
        {
            Name = "Huge", SpecFile = "", SpecHash = "", InputShape = [3, 32, 32], Classes = 10, ParameterCount = 1, MultiplyAdds = 1, Recipe = Plain, Create = _ => new HugeModel(),
        };
        using var trainer = new Trainer(huge, TestImages.Synthetic, null, Few);
        string message = Assert.Throws<UserError>(() => trainer.Run()).Message;
        Assert.StartsWith("Huge: out of memory in a training step of 64 images of 3×32×32 (", message);
        Assert.Contains("lower batch_size and raise accumulate", message);
    }

    [Fact]
    public void The_search_for_a_rate_falls_then_explodes_and_suggests_one_between()
    {
        var curve = LearningRateFinder.Run(TinyModel.Info, TestImages.Synthetic, Plain with { BatchSize = 32 }, new TrainingOptions { Seed = 1 }, 1e-4, 1e3, 80);
        Assert.InRange(curve.Suggestion, 1e-3, 10);
        Assert.True(curve.Points.Count is > 20 and <= 80);
        Assert.True(curve.Points.Min(p => p.Loss) < curve.Points[0].Loss);
        Assert.Throws<UserError>(() => LearningRateFinder.Run(TinyModel.Info, TestImages.Synthetic, Plain, new TrainingOptions(), 1, 0.1));
    }

    private static Dictionary<string, float[]> Fresh()
    {
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Plain, Few);
        return All(trainer.Model);
    }

    private static Dictionary<string, float[]> Train(ModelInfo info, Recipe recipe, TrainingOptions options)
    {
        using var trainer = new Trainer(info, TestImages.Synthetic, recipe, options);
        trainer.Run();
        return All(trainer.Model);
    }

    private static Dictionary<string, float[]> All(nn.Module model) =>
        model.state_dict().Where(e => e.Value.dtype == ScalarType.Float32).ToDictionary(e => e.Key, e => MemoryMarshal.Cast<byte, float>(e.Value.bytes).ToArray());

    private static double[] Values(nn.Module model, string name) => [.. All(model)[name].Select(v => (double)v)];

    /// <summary>Asks for more memory than any machine has.</summary>
    private sealed class HugeModel : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear fc = nn.Linear(3072, 10);

        public HugeModel() : base("HugeModel") => register_module("fc", fc);

        public override Tensor forward(Tensor input)
        {
            using var large = zeros(1L << 46);
            return fc.call(input.flatten(1));
        }

        protected override void RegisterComponents()
        {
        }
    }

    private sealed class Watcher(Action step) : ITrainingObserver
    {
        public void BatchEnds(BatchProgress progress) => step();
    }
}
