using System.CommandLine;
using System.Globalization;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary><c>train MODEL</c>: by the spec's recipe, with what the options change of it.</summary>
internal sealed class TrainCommand
{
    private readonly IReadOnlyList<ModelInfo> models;
    private readonly CommandConsole console;
    private readonly DataLocator locator;
    private readonly Argument<string> model;
    private readonly Option<string?> data = CommandOptions.Data();
    private readonly Option<int?> epochs = new("--epochs") { HelpName = "N", Description = "Instead of the recipe's." };
    private readonly Option<int?> batchSize = new("--batch-size") { HelpName = "N", Description = "Instead of the recipe's." };
    private readonly Option<double?> learningRate = new("--lr") { HelpName = "RATE", Description = "Peak learning rate, instead of the recipe's." };
    private readonly Option<int> seed = new("--seed") { HelpName = "N", Description = "Of the weights, the order, the augmentation, the dropout and the split. Default: 0." };
    private readonly Option<HoldOut> validation = new("--validation")
    {
        HelpName = "N",
        Description = "Training images held out to validate: a number, or a share such as 0.1; 0 for none. Default: 0.1.",
        DefaultValueFactory = _ => new HoldOut(0, 0.1),
    };

    private readonly Option<int?> subset = new("--subset") { HelpName = "N", Description = "Use only N training images, for a quick try." };
    private readonly Option<string?> folder = new("--out") { HelpName = "DIR", Description = "For last.ckpt, best.ckpt and metrics.csv. Default: out/MODEL-seedN." };
    private readonly Option<int> threads = CommandOptions.Threads();
    private readonly Option<bool> channelsLast = CommandOptions.ChannelsLast();
    private readonly Option<string?> json = CommandOptions.Json();

    private TrainCommand(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator)
    {
        (this.models, this.console, this.locator) = (models, console, locator);
        model = CommandOptions.Model(models);
        validation.CustomParser = result =>
        {
            if (HoldOut.Parse(result.Tokens[0].Value) is { } holdOut)
                return holdOut;
            result.AddError($"--validation {result.Tokens[0].Value}: expected a number of images, or a share below 1 such as 0.1.");
            return default;
        };
    }

    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator)
    {
        var train = new TrainCommand(models, console, locator);
        var command = new Command("train", """
            Trains a model by its spec's recipe, evaluates it on the test images and saves it. Ctrl-C saves and stops.

              train ResNet20 --epochs 3 --seed 1
              train ResNet20 --data /data/cifar --validation 0 --json result.json
              train ResNet20 --data synthetic --subset 2000 --epochs 1
            """)
        {
            train.model, train.data, train.epochs, train.batchSize, train.learningRate, train.seed, train.validation, train.subset,
            train.folder, train.threads, train.channelsLast, train.json,
        };
        command.SetAction(train.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var interrupt = new Interrupt();
        var info = models.Find(parsed.GetRequiredValue(model));
        var recipe = Recipe(parsed, info).Checked();
        int seedValue = parsed.GetValue(seed);
        var machine = CommandOptions.SetUpTorch(parsed.GetValue(threads));
        var set = locator.Load(parsed.GetValue(data), interrupt.Token);

        var display = TrainingDisplay.For(console);
        using var trainer = new Trainer(info, set, recipe, new TrainingOptions
        {
            Seed = seedValue,
            Validation = parsed.GetValue(validation),
            Subset = parsed.GetValue(subset),
            ChannelsLast = parsed.GetValue(channelsLast),
        });
        string place = parsed.GetValue(folder) ?? Path.Combine("out", $"{info.Name}-seed{seedValue.ToString(CultureInfo.InvariantCulture)}");
        var checkpoints = new CheckpointWriter(place, trainer.Model, Template(info, recipe, seedValue, set));
        trainer.Observers.Add(display);
        trainer.Observers.Add(checkpoints);
        trainer.Observers.Add(new MetricsCsv(Path.Combine(place, "metrics.csv")));

        Announce(info, set, trainer.Plan, machine);
        var result = display.Show(() => trainer.Run(interrupt.Token));
        var test = result.Interrupted ? null : Test(trainer, set, parsed.GetValue(channelsLast));
        if (test is not null)
            checkpoints.SaveLast(test);
        CommandConsole.WriteJson(parsed.GetValue(json), new TrainReport
        {
            Model = info.Name,
            SpecHash = info.SpecHash,
            Recipe = recipe,
            Seed = seedValue,
            Data = DataInfo.Of(set),
            TrainImages = trainer.Plan.TrainImages,
            ValidationImages = trainer.Plan.ValidationImages,
            ChannelsLast = parsed.GetValue(channelsLast),
            Machine = machine,
            Interrupted = result.Interrupted,
            Epochs = result.Epochs,
            ImagesPerSecond = Speed(result.Epochs),
            Test = test,
            Checkpoint = checkpoints.LastPath,
            BestCheckpoint = checkpoints.BestPath,
        }, RuntimeJson.Default.TrainReport);
        return Conclude(result, test, set, checkpoints);
    }

    private Recipe Recipe(ParseResult parsed, ModelInfo info) => info.Recipe with
    {
        Epochs = parsed.GetValue(epochs) ?? info.Recipe.Epochs,
        BatchSize = parsed.GetValue(batchSize) ?? info.Recipe.BatchSize,
        LearningRate = parsed.GetValue(learningRate) ?? info.Recipe.LearningRate,
    };

    private static CheckpointInfo Template(ModelInfo info, Recipe recipe, int seed, Dataset set) => new()
    {
        Model = info.Name,
        SpecHash = info.SpecHash,
        InputShape = info.InputShape,
        Recipe = recipe,
        Seed = seed,
        Data = DataInfo.Of(set),
        Epoch = 0,
    };

    private void Announce(ModelInfo info, Dataset set, TrainingPlan plan, MachineInfo machine) =>
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{info.Name} ({info.ParameterCount:N0} parameters) on {set.Name} ({set.Source}): {plan.TrainImages:N0} training and {plan.ValidationImages:N0} validation images, {plan.Recipe.Epochs} epochs of {plan.StepsPerEpoch} steps, seed {plan.Seed}; {machine.Torch}, {machine.Threads} threads"));

    private EvaluationResult Test(Trainer trainer, Dataset set, bool channelsLast)
    {
        using var loader = new BatchLoader(set.Test, set.Normalization, null, new BatchLoaderOptions
        {
            BatchSize = EvalCommand.StandardBatchSize,
            ChannelsLast = channelsLast,
        });
        return Evaluator.Run(trainer.Model, loader);
    }

    private int Conclude(TrainingResult result, EvaluationResult? test, Dataset set, CheckpointWriter checkpoints)
    {
        if (test is not null)
            console.Out.WriteLine(EvalCommand.Line("test", test));
        console.Out.WriteLine(checkpoints.BestPath is { } best ? $"saved {checkpoints.LastPath} and {best}" : $"saved {checkpoints.LastPath}");
        if (set.IsSynthetic)
            console.Error.WriteLine(SyntheticImages.Notice);
        if (!result.Interrupted)
            return 0;
        console.Error.WriteLine($"interrupted after {result.Epochs.Count} whole epochs");
        return ModelGenCommandLine.InterruptedCode;
    }

    private static double? Speed(IReadOnlyList<EpochResult> epochs) =>
        epochs.Count > 0 ? epochs.Sum(e => e.ImagesPerSecond * e.Seconds) / epochs.Sum(e => e.Seconds) : null;
}
