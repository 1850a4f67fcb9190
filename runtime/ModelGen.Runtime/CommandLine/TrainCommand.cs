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
    private readonly WeightsStore store;
    private readonly Argument<string> model;
    private readonly TrainOptions options = new();
    private readonly InitialWeights initial = new();
    private readonly Option<string?> data = CommandOptions.Data();
    private readonly Option<string?> folder = new("--out") { HelpName = "DIR", Description = "For last.ckpt, best.ckpt and metrics.csv. Default: out/MODEL-seedN; with --resume the checkpoint's own." };
    private readonly Option<bool> skipCorrupt = CommandOptions.SkipCorrupt();
    private readonly Option<string?> tensorBoard = new("--tensorboard") { HelpName = "DIR", Description = "Also write the curves there for TensorBoard." };
    private readonly Option<int> threads = CommandOptions.Threads();
    private readonly Option<string?> json = CommandOptions.Json();

    private TrainCommand(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator, WeightsStore store)
    {
        (this.models, this.console, this.locator, this.store) = (models, console, locator, store);
        model = CommandOptions.Model(models);
    }

    public static Command Create(IReadOnlyList<ModelInfo> models, CommandConsole console, DataLocator locator, WeightsStore store)
    {
        var train = new TrainCommand(models, console, locator, store);
        var command = new Command("train", """
            Trains a model by its spec's recipe, evaluates it on the test images and saves it. Ctrl-C saves and stops.

              train ResNet20 --epochs 3 --seed 1
              train ResNet20 --data /data/cifar --validation 0 --json result.json
              train ResNet20 --set training.optimizer=adamw --set lr=0.001
              train ResNet20 --resume out/ResNet20-seed0/last.ckpt
              train ResNet20 --weights cifar100.safetensors --fresh-classifier
              train ResNet20 --data synthetic --subset 2000 --epochs 1
            """)
        {
            train.model, train.data, train.skipCorrupt, train.folder, train.tensorBoard, train.threads, train.json,
        };
        foreach (var option in train.options.All.Concat(train.initial.All))
            command.Add(option);
        command.SetAction(train.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        using var interrupt = new Interrupt();
        var info = models.Find(parsed.GetRequiredValue(model));
        string? resume = parsed.GetValue(options.Resume);
        var resumed = resume is null ? null : Checkpoint.ReadInfo(resume);
        var (recipe, rates) = options.Configure(parsed, info, resumed);
        var training = options.Training(parsed, rates, resumed);
        var keeping = options.Checkpoints(parsed);
        var machine = CommandOptions.SetUpTorch(parsed.GetValue(threads));
        var weights = initial.Find(parsed, info, resumed is not null, store, interrupt.Token);
        var normalization = resumed?.Data.Normalization ?? initial.Normalization(parsed, info, weights);
        var set = locator.Load(parsed.GetValue(data), interrupt.Token, ImageShape.Of(info.InputShape), parsed.GetValue(skipCorrupt));
        if (resumed is not null)
            CheckSameData(resume!, resumed.Data, set);
        if (normalization is not null)
            set = set.With(normalization);

        using var trainer = new Trainer(info, set, recipe, training);
        if (resume is not null)
            trainer.Resume(resume, options.Force(parsed));
        if (weights is not null)
            initial.Load(parsed, info, weights, trainer, console.Error);
        string place = parsed.GetValue(folder) ?? DefaultFolder(info, training.Seed, resume);
        var display = new TrainingDisplay(console);
        var checkpoints = new CheckpointWriter(place, trainer, keeping);
        trainer.Observers.Add(display.Observer);
        trainer.Observers.Add(checkpoints);
        trainer.Observers.Add(new MetricsCsv(Path.Combine(place, "metrics.csv")));
        using var curves = parsed.GetValue(tensorBoard) is { } events ? new TensorBoardWriter(events) : null;
        if (curves is not null)
            trainer.Observers.Add(curves);

        Announce(info, set, trainer.Plan, machine);
        var result = display.Show(() => trainer.Run(interrupt.Token));
        var test = result.Interrupted ? null : Test(trainer, set);
        if (test is not null)
            checkpoints.SaveLast(test);
        CommandConsole.WriteJson(parsed.GetValue(json), new TrainReport
        {
            Model = info.Name,
            SpecHash = info.SpecHash,
            Recipe = recipe,
            Seed = training.Seed,
            Data = DataInfo.Of(set),
            TrainImages = trainer.Plan.TrainImages,
            ValidationImages = trainer.Plan.ValidationImages,
            ChannelsLast = recipe.MemoryFormat == MemoryFormat.ChannelsLast,
            Machine = machine,
            Interrupted = result.Interrupted,
            StoppedEarly = result.StoppedEarly,
            Epochs = result.Epochs,
            ImagesPerSecond = Speed(result.Epochs),
            Test = test,
            InitialWeights = weights?.Path,
            Checkpoint = checkpoints.LastPath,
            BestCheckpoint = checkpoints.BestPath,
        }, RuntimeJson.Default.TrainReport);
        return Conclude(result, test, set, checkpoints);
    }

    private static string DefaultFolder(ModelInfo info, int seed, string? resume) => resume is null
        ? Path.Combine("out", $"{info.Name}-seed{seed.ToString(CultureInfo.InvariantCulture)}")
        : Path.GetDirectoryName(resume) is { Length: > 0 } folder ? folder : ".";

    private static void CheckSameData(string resume, DataInfo learned, Dataset set)
    {
        if (learned.Name != set.Name || !learned.ClassNames.SequenceEqual(set.ClassNames))
            throw new UserError($"{resume}: a run on {learned.Name} ({learned.Source}), but the data is {set.Name} ({set.Source}): name the run's data with --data");
    }

    private void Announce(ModelInfo info, Dataset set, TrainingPlan plan, MachineInfo machine)
    {
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{info.Name} ({info.ParameterCount:N0} parameters) on {set.Name} ({set.Source}): {plan.TrainImages:N0} training and {plan.ValidationImages:N0} validation images, {plan.Recipe.Epochs} epochs of {plan.StepsPerEpoch} steps, seed {plan.Seed}; {machine.Torch}, {machine.Threads} threads"));
        if (plan.Finished.Count > 0 || plan.FirstStep > 0)
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"going on after {plan.Finished.Count} epochs and {plan.FirstStep} steps"));
        foreach (string note in plan.Notes)
            console.Error.WriteLine($"note: {note}");
    }

    private static EvaluationResult Test(Trainer trainer, Dataset set)
    {
        using var loader = new BatchLoader(set.Test, set.Normalization, null, new BatchLoaderOptions
        {
            BatchSize = EvalCommand.StandardBatchSize,
            ChannelsLast = trainer.Plan.Recipe.MemoryFormat == MemoryFormat.ChannelsLast,
        });
        return Evaluator.Run(trainer.EvaluatedModel, loader, new EvaluationOptions { Loss = trainer.Plan.Recipe.Loss });
    }

    private int Conclude(TrainingResult result, EvaluationResult? test, Dataset set, CheckpointWriter checkpoints)
    {
        if (result.StoppedEarly)
            console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"stopped early, after {result.Epochs.Count} epochs"));
        if (test is not null)
            console.Out.WriteLine(EvalCommand.Line("test", test));
        console.Out.WriteLine(checkpoints.BestPath is { } best ? $"saved {checkpoints.LastPath} and {best}" : $"saved {checkpoints.LastPath}");
        if (set.IsSynthetic)
            console.Error.WriteLine(SyntheticImages.Notice);
        if (!result.Interrupted)
            return 0;
        console.Error.WriteLine($"interrupted after {result.Epochs.Count} whole epochs; --resume {checkpoints.LastPath} goes on");
        return ModelGenCommandLine.InterruptedCode;
    }

    private static double? Speed(IReadOnlyList<EpochResult> epochs) =>
        epochs.Count > 0 ? epochs.Sum(e => e.ImagesPerSecond * e.Seconds) / epochs.Sum(e => e.Seconds) : null;
}
