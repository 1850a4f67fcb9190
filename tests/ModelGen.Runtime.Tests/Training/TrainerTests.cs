using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Providers;
using ModelGen.Training;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

public sealed class TrainerTests
{
    private static readonly Recipe Recipe = TinyModel.Info.Recipe;

    [Fact]
    public void A_small_network_learns_the_synthetic_set_and_a_linear_model_does_not()
    {
        double network = TestAccuracy(TinyModel.Info, Recipe with { Epochs = 8 });
        double linear = TestAccuracy(LinearModel.Info, Recipe with { Epochs = 8, LearningRate = 0.002, Augment = [] });

        Assert.True(network > 0.45, $"network {network:p1}, linear {linear:p1}");
        Assert.InRange(linear, 0.05, network - 0.15);
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_bit_for_bit_and_other_seeds_do_not()
    {
        var first = Weights(seed: 7);
        var second = Weights(seed: 7);
        var third = Weights(seed: 8);

        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, pair => Assert.Equal(pair.Value, second[pair.Key]));
        Assert.NotEqual(first["conv1.weight"], third["conv1.weight"]);
    }

    [Theory]
    [InlineData(OptimizerKind.Sgd, 0.05)]
    [InlineData(OptimizerKind.Adam, 0.01)]
    [InlineData(OptimizerKind.AdamW, 0.01)]
    [InlineData(OptimizerKind.RmsProp, 0.0005)]
    [InlineData(OptimizerKind.Lion, 0.0005)]
    public void Every_optimizer_lowers_the_loss(OptimizerKind optimizer, double rate)
    {
        var recipe = Recipe with { Optimizer = optimizer, Nesterov = false, LearningRate = rate, Schedule = ScheduleKind.Constant, Epochs = 6, LabelSmoothing = 0.1, Augment = [] };
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, recipe, new TrainingOptions());
        var result = trainer.Run();
        Assert.True(result.Epochs[5].TrainLoss < result.Epochs[0].TrainLoss - 0.1, string.Join(", ", result.Epochs.Select(e => e.TrainLoss)));
    }

    [Fact]
    public void Neither_live_tensors_nor_resident_memory_grow_over_300_steps()
    {
        CollectGarbage(); // of other tests
        var counter = new MemoryObserver();
        using var trainer = new Trainer(
            TinyModel.Info, TestImages.Synthetic, Recipe with { BatchSize = 16, Epochs = 3 }, new TrainingOptions { Subset = 1600 });
        trainer.Observers.Add(counter);
        trainer.Run();
        Assert.Equal(300, counter.Tensors.Count);
        Assert.InRange(counter.Tensors[299], 0, counter.Tensors[49]);
        Assert.InRange(counter.Resident[299], 0, counter.Resident[49] * 1.1);
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        // TorchSharp's own count drifts when parameters are made; making a model and training it must drift alike.
        long making = NewTensors(run: false);
        long training = NewTensors(run: true);
        Assert.Equal(making, training);

        static long NewTensors(bool run)
        {
            long before = Count();
            MakeOne(run);
            return Count() - before;
        }

        static long Count()
        {
            CollectGarbage();
            return TorchProvider.Current.LiveTensors ?? 0;
        }

        static void MakeOne(bool run)
        {
            using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Recipe, new TrainingOptions { Subset = 256, Validation = new(64, 0) });
            if (run)
                trainer.Run();
        }
    }

    [Fact]
    public void A_loss_that_is_not_a_number_stops_with_a_message()
    {
        var recipe = Recipe with { LearningRate = 1e30, Schedule = ScheduleKind.Constant };
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, recipe, new TrainingOptions { Subset = 640 });
        var error = Assert.Throws<TrainingDiverged>(() => trainer.Run());
        Assert.Matches("^TinyModel: the (loss|norm of the gradients) is (NaN|∞|Infinity) at epoch 1, step [0-9]+ .*training images [0-9]+, .* of 64.*: (the first output that is not finite is that of|the gradient of|.* is not finite before).*lower lr", error.Message);
    }

    [Fact]
    public void Cancelling_stops_after_the_step_and_tells_the_observers()
    {
        using var source = new CancellationTokenSource();
        var canceller = new Canceller(source, atStep: 3);
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Recipe, new TrainingOptions { Subset = 640 });
        trainer.Observers.Add(canceller);
        var result = trainer.Run(source.Token);
        Assert.True(result.Interrupted);
        Assert.Empty(result.Epochs);
        Assert.Equal(3, canceller.Steps);
        Assert.Same(result, canceller.Result);
    }

    [Fact]
    public void Channels_last_computes_the_same()
    {
        var options = new BatchLoaderOptions { BatchSize = 50 };
        using var model = TinyModel.Info.Create(null);
        var usual = Evaluate(options);
        var last = Evaluate(options with { ChannelsLast = true });
        Assert.Equal(usual.Loss, last.Loss, 4);
        Assert.Equal(usual.Top1, last.Top1, 2);

        EvaluationResult Evaluate(BatchLoaderOptions how)
        {
            using var loader = new BatchLoader(TestImages.Synthetic.Test, TestImages.Synthetic.Normalization, null, how);
            return Evaluator.Run(model, loader);
        }
    }

    [Fact]
    public void A_crop_that_changes_the_input_is_an_error()
    {
        var recipe = Recipe with { Augment = [new Augmentation.RandomCrop(28, 0)] };
        var error = Assert.Throws<UserError>(() => new Trainer(TinyModel.Info, TestImages.Synthetic, recipe, new TrainingOptions()));
        Assert.Equal("TinyModel: augmentation gives images of 3×28×28, the model takes 3×32×32: set random_crop: 32 in tests/tiny.yaml", error.Message);
    }

    private static double TestAccuracy(ModelInfo info, Recipe recipe)
    {
        var data = TestImages.Synthetic;
        using var trainer = new Trainer(info, data, recipe, new TrainingOptions { Seed = 1 });
        trainer.Run();
        using var loader = new BatchLoader(data.Test, data.Normalization, null, new BatchLoaderOptions { BatchSize = 200 });
        return Evaluator.Run(trainer.Model, loader).Top1;
    }

    private static Dictionary<string, byte[]> Weights(int seed)
    {
        using var trainer = new Trainer(TinyModel.Info, TestImages.Synthetic, Recipe, new TrainingOptions { Seed = seed, Subset = 640, Validation = new(0, 0.1) });
        trainer.Run();
        return trainer.Model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.bytes.ToArray());
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private sealed class MemoryObserver : ITrainingObserver
    {
        public List<long> Tensors { get; } = [];

        public List<double> Resident { get; } = [];

        public void BatchEnds(BatchProgress progress)
        {
            Tensors.Add(TorchProvider.Current.LiveTensors ?? 0);
            Resident.Add(Environment.WorkingSet);
        }
    }

    private sealed class Canceller(CancellationTokenSource source, int atStep) : ITrainingObserver
    {
        public int Steps { get; private set; }

        public TrainingResult? Result { get; private set; }

        public void BatchEnds(BatchProgress progress)
        {
            Steps = progress.Step;
            if (progress.Step == atStep)
                source.Cancel();
        }

        public void TrainingEnds(TrainingResult result) => Result = result;
    }

    private static class LinearModel
    {
        public static ModelInfo Info { get; } = new("", "")
        {
            Name = "LinearModel",
            SpecFile = "tests/linear.yaml",
            SpecHash = "",
            InputShape = [3, 32, 32],
            Classes = 10,
            ParameterCount = 30_730,
            MultiplyAdds = 30_720,
            Recipe = Recipe,
            Create = _ => nn.Sequential(("flatten", nn.Flatten()), ("fc", nn.Linear(3072, 10))),
        };
    }
}
