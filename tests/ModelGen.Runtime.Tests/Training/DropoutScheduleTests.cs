using System.Globalization;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>What share of its rate each dropout has at which step, that training sets it, and that nothing else feels it.</summary>
public sealed class DropoutScheduleTests
{
    private const int StepsPerEpoch = 5;

    /// <summary>640 images less 320 make batches of 64.</summary>
    private static readonly TrainingOptions Options = new() { Seed = 2, Subset = 640, Validation = new(320, 0) };

    private static readonly string[] Paths = ["drop_block", "drop_path", "channels", "values", "alpha"];
    private static readonly double[] Rates = [0.3, 0.25, 0.2, 0.5, 0.1];

    /// <summary>At the first step of each of four epochs, from the papers' formulas.</summary>
    [Theory]
    [InlineData(DropoutScheduleKind.Linear, 0, new double[] { 0, 0.25, 0.5, 0.75 })]
    [InlineData(DropoutScheduleKind.Linear, 2, new double[] { 0, 0.5, 1, 1 })]
    [InlineData(DropoutScheduleKind.Linear, 0.5, new double[] { 0, 1, 1, 1 })]
    [InlineData(DropoutScheduleKind.Curriculum, 0, new double[] { 0, 0.917915001376, 0.993262053001, 0.99944691563 })]
    [InlineData(DropoutScheduleKind.Early, 2, new double[] { 1, 1, 0, 0 })]
    [InlineData(DropoutScheduleKind.EarlyLinear, 2, new double[] { 1, 0.5, 0, 0 })]
    [InlineData(DropoutScheduleKind.EarlyLinear, 0, new double[] { 1, 0.75, 0.5, 0.25 })]
    [InlineData(DropoutScheduleKind.Late, 2, new double[] { 0, 0, 1, 1 })]
    public void The_share_follows_the_paper(DropoutScheduleKind kind, double epochs, double[] expected)
    {
        var schedule = DropoutSchedule.Create(new Recipe { Epochs = 4, DropoutSchedule = kind, DropoutEpochs = epochs }.Checked(), StepsPerEpoch)!;
        Assert.Equal(expected, Enumerable.Range(0, 4).Select(epoch => Math.Round(schedule.At(epoch * StepsPerEpoch), 12)));
    }

    /// <summary>The script of a PyTorch export has the formulas a second time.</summary>
    [SkippableTheory]
    [InlineData("linear", 0)]
    [InlineData("linear", 1.5)]
    [InlineData("curriculum", 0)]
    [InlineData("curriculum", 3)]
    [InlineData("early", 1.5)]
    [InlineData("early_linear", 2)]
    [InlineData("late", 1.5)]
    public void The_export_s_script_has_the_same_shares(string word, double epochs)
    {
        var recipe = new Recipe { Epochs = 4 }.With([$"dropout_schedule={word}", FormattableString.Invariant($"dropout_epochs={epochs}"), "dropout_gamma=7"]);
        using var folder = TrainingScript.InFolder();
        string script = FormattableString.Invariant($$"""
            import argparse, sys
            sys.dont_write_bytecode = True
            sys.path.insert(0, "{{folder.Path}}")
            import torch, train_ddp
            net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Dropout(0.5), torch.nn.AlphaDropout(0.25))
            recipe = argparse.Namespace(epochs=4, dropout_schedule="{{word}}", dropout_epochs={{epochs}}, dropout_gamma=7)
            schedule = train_ddp.DropoutSchedule(recipe, {{StepsPerEpoch}}, net)
            for step in range(4 * {{StepsPerEpoch}}):
                schedule.apply(step)
                print(net[1].p, net[2].p)
            """);
        var schedule = DropoutSchedule.Create(recipe.Checked(), StepsPerEpoch)!;
        string[] lines = Python.RunWithTorch(script).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(4 * StepsPerEpoch, lines.Length);
        for (int step = 0; step < lines.Length; step++)
        {
            double[] found = [.. lines[step].Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture))];
            Assert.Equal(0.5 * schedule.At(step), found[0], 12);
            Assert.Equal(0.25 * schedule.At(step), found[1], 12);
        }
    }

    [Fact]
    public void It_changes_with_every_update_within_an_epoch()
    {
        var schedule = DropoutSchedule.Create(new Recipe { Epochs = 2, DropoutSchedule = DropoutScheduleKind.Linear }, StepsPerEpoch)!;
        Assert.Equal([0, 0.1, 0.2, 0.3, 0.4, 0.5], Enumerable.Range(0, 6).Select(t => Math.Round(schedule.At(t), 12)));
    }

    [Fact]
    public void A_constant_rate_has_no_schedule() => Assert.Null(DropoutSchedule.Create(new Recipe(), StepsPerEpoch));

    [Theory]
    [InlineData("dropout_schedule=early", "dropout_epochs 0: expected above 0 with dropout_schedule early or late")]
    [InlineData("dropout_schedule=late", "dropout_epochs 0: expected above 0 with dropout_schedule early or late")]
    [InlineData("dropout_epochs=11", "dropout_epochs 11: expected 0 to 10, the number of epochs")]
    [InlineData("dropout_gamma=0", "dropout_gamma 0: expected a number, above 0")]
    [InlineData("dropout_schedule=erly", "did you mean early?")]
    public void Mistakes_are_named(string assignment, string expected) =>
        Assert.Contains(expected, Assert.Throws<UserError>(() => new Recipe().With([assignment]).Checked()).Message);

    [Theory]
    [InlineData("dropout_schedule=constant", new double[] { 1, 1, 1, 1 })]
    [InlineData("dropout_schedule=linear", new double[] { 0, 0.25, 0.5, 0.75 })]
    [InlineData("dropout_schedule=linear dropout_epochs=2", new double[] { 0, 0.5, 1, 1 })]
    [InlineData("dropout_schedule=early dropout_epochs=1", new double[] { 1, 0, 0, 0 })]
    [InlineData("dropout_schedule=late dropout_epochs=3", new double[] { 0, 0, 0, 1 })]
    public void Every_dropout_has_its_share_of_its_own_rate_at_each_epoch(string assignments, double[] shares)
    {
        using var trainer = new Trainer(Droppy.Info, TestImages.Synthetic, (Droppy.Info.Recipe with { Epochs = 4 }).With(assignments.Split(' ')), Options);
        var watcher = new RateWatcher(trainer.Model);
        trainer.Observers.Add(watcher);
        trainer.Run();
        Assert.Equal(Paths, DropoutLayers.Paths(trainer.Model));
        Assert.Equal(4, watcher.AtFirstStep.Count);
        for (int epoch = 0; epoch < 4; epoch++)
            Assert.Equal(Rates.Select(r => Math.Round(r * shares[epoch], 12)), watcher.AtFirstStep[epoch]);
        // Whoever uses the model afterwards finds the rates that it was made with.
        Assert.Equal(Rates, DropoutLayers.Find(trainer.Model).Select(l => l.Get()));
    }

    [Fact]
    public void Rates_that_were_set_are_the_ones_that_change()
    {
        var options = Options with { DropoutRates = [new("values", 0.8), new("drop_path", 0)] };
        var recipe = Droppy.Info.Recipe with { Epochs = 2, DropoutSchedule = DropoutScheduleKind.Linear };
        using var trainer = new Trainer(Droppy.Info, TestImages.Synthetic, recipe, options);
        var watcher = new RateWatcher(trainer.Model);
        trainer.Observers.Add(watcher);
        trainer.Run();
        Assert.Equal([0.15, 0, 0.1, 0.4, 0.05], watcher.AtFirstStep[1]);
    }

    [Fact]
    public void With_accumulation_a_step_is_an_update()
    {
        var recipe = Droppy.Info.Recipe with { Epochs = 1, Accumulate = 2, DropoutSchedule = DropoutScheduleKind.Linear };
        using var trainer = new Trainer(Droppy.Info, TestImages.Synthetic, recipe, Options);
        var watcher = new RateWatcher(trainer.Model);
        trainer.Observers.Add(watcher);
        trainer.Run();
        // Five batches are three updates, of two, two and one.
        Assert.Equal([0, 0, 1.0 / 3, 1.0 / 3, 2.0 / 3], watcher.OfValues.Select(p => p / 0.5));
    }

    /// <summary>Two schedules whose results are known: one that never ends, and one that never begins.</summary>
    [Fact]
    public void Early_for_the_whole_run_is_constant_and_late_after_it_is_none()
    {
        var recipe = Droppy.Info.Recipe with { Epochs = 2 };
        var constant = Weights(recipe, Options);
        var none = Weights(recipe, Options with { DropoutRates = [new("*", 0)] });
        Assert.NotEqual(constant["fc.weight"], none["fc.weight"]);
        AssertEqual(constant, Weights(recipe with { DropoutSchedule = DropoutScheduleKind.Early, DropoutEpochs = 2 }, Options));
        AssertEqual(none, Weights(recipe with { DropoutSchedule = DropoutScheduleKind.Late, DropoutEpochs = 2 }, Options));

        static void AssertEqual(Dictionary<string, byte[]> expected, Dictionary<string, byte[]> found) =>
            Assert.All(expected, pair => Assert.Equal(pair.Value, found[pair.Key]));
    }

    [Fact]
    public void A_model_without_dropout_says_so()
    {
        var recipe = Droppy.Bare.Recipe with { DropoutSchedule = DropoutScheduleKind.Linear };
        using var trainer = new Trainer(Droppy.Bare, TestImages.Synthetic, recipe, Options);
        Assert.Equal(["Bare has no dropout that dropout_schedule could change"], trainer.Plan.Notes);
    }

    private static Dictionary<string, byte[]> Weights(Recipe recipe, TrainingOptions options)
    {
        using var trainer = new Trainer(Droppy.Info, TestImages.Synthetic, recipe, options);
        trainer.Run();
        return trainer.Model.state_dict().ToDictionary(e => e.Key, e => e.Value.bytes.ToArray());
    }

    private sealed class RateWatcher(nn.Module model) : ITrainingObserver
    {
        public List<double[]> AtFirstStep { get; } = [];

        public List<double> OfValues { get; } = [];

        public void BatchEnds(BatchProgress progress)
        {
            double[] rates = [.. DropoutLayers.Find(model).Select(l => Math.Round(l.Get(), 12))];
            OfValues.Add(DropoutLayers.Find(model).Single(l => l.Path == "values").Get());
            if (progress.Step == 1)
                AtFirstStep.Add(rates);
        }
    }

    /// <summary>A dropout of every kind, each with a rate of its own.</summary>
    private sealed class Droppy : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor>[] layers;
        private readonly nn.Module<Tensor, Tensor> conv;
        private readonly nn.Module<Tensor, Tensor> fc;

        private Droppy(bool bare) : base(nameof(Droppy))
        {
            conv = Register("conv", nn.Conv2d(3, 8, 3, stride: 4, padding: 1));
            layers = bare ? [] :
            [
                Register("drop_block", new DropBlock2d(Rates[0], 3)), Register("drop_path", new DropPath(Rates[1])), Register("channels", nn.Dropout2d(Rates[2])),
                Register("values", nn.Dropout(Rates[3])), Register("alpha", nn.AlphaDropout(Rates[4])),
            ];
            fc = Register("fc", nn.Linear(8, 10));
        }

        public static ModelInfo Info { get; } = Describe(nameof(Droppy), bare: false);

        /// <summary>The same without any.</summary>
        public static ModelInfo Bare { get; } = Describe(nameof(Bare), bare: true);

        private static ModelInfo Describe(string name, bool bare) => new("conv | Conv2d | 8x8x8 | 224 | 13824\nfc | Linear | 10 | 90 | 80", "")
        {
            Name = name,
            SpecFile = "tests/droppy.yaml",
            SpecHash = "d0d0",
            InputShape = [3, 32, 32],
            Classes = 10,
            ParameterCount = 314,
            MultiplyAdds = 13_904,
            Recipe = new Recipe { LearningRate = 0.05, BatchSize = 64 },
            Create = _ => new Droppy(bare),
        };

        public override Tensor forward(Tensor input)
        {
            var x = nn.functional.relu(conv.call(input));
            foreach (var layer in layers)
                x = layer.call(x);
            return fc.call(x.mean([2, 3]));
        }

        protected override void RegisterComponents()
        {
        }

        private nn.Module<Tensor, Tensor> Register(string childName, nn.Module<Tensor, Tensor> child)
        {
            register_module(childName, child);
            return child;
        }
    }
}
