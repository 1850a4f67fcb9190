using System.CommandLine;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Studies;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary>What <c>train</c> can be told.</summary>
internal sealed class TrainOptions
{
    private readonly Option<int?> epochs = new("--epochs") { HelpName = "N", Description = "Instead of the recipe's." };
    private readonly Option<int?> batchSize = new("--batch-size") { HelpName = "N", Description = "Instead of the recipe's." };
    private readonly Option<double?> learningRate = new("--lr") { HelpName = "RATE", Description = "Peak learning rate, instead of the recipe's." };
    private readonly Option<bool> channelsLast = CommandOptions.ChannelsLast();
    private readonly Option<string[]> set = new("--set")
    {
        HelpName = "FIELD=VALUE",
        Description = "Any field of the recipe by its name in YAML, or the rate of dropouts by their place in the spec or path in the model, as often as needed: training.optimizer=adamw, head.dropout=0.3, 'augment=[{random_crop: 32, padding: 4}, horizontal_flip]'.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> seed = new("--seed") { HelpName = "N", Description = "Of the weights, the order, the augmentation, the dropout and the split. Default: 0." };
    private readonly Option<HoldOut?> validation = ValidationOption();

    private readonly Option<int?> subset = new("--subset") { HelpName = "N", Description = "Use only N training images, for a quick try." };
    private readonly Option<int> saveEvery = new("--save-every") { HelpName = "N", Description = "Save last.ckpt within epochs too, every N steps." };
    private readonly Option<int> keepEvery = new("--keep-every") { HelpName = "N", Description = "Keep the weights of every N-th epoch as epoch-E.ckpt." };
    private readonly Option<string> pattern = new("--keep-as")
    {
        HelpName = "NAME",
        Description = "File name for --keep-every; {model}, {epoch}, {accuracy} and {loss} are filled in.",
        DefaultValueFactory = _ => new CheckpointOptions().Pattern,
    };

    private readonly Option<int> keep = new("--keep") { HelpName = "N", Description = "How many of those to keep, the newest. Default: all." };
    private readonly Option<BestBy?> bestBy = new("--best-by")
    {
        HelpName = "METRIC",
        Description = $"What best.ckpt is best in: {string.Join(", ", BestByWords.Select(w => w.Word))}. Default: the first.",
    };

    private readonly Option<bool> force = new("--force") { Description = "With --resume: go on though the spec has changed, where the weights fit." };

    public TrainOptions()
    {
        bestBy.CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            if (BestByWords.FirstOrDefault(w => w.Word == word) is { Word: not null } found)
                return found.Metric;
            result.AddError($"--best-by {word}: expected {RecipeValues.Expected(word, [.. BestByWords.Select(w => w.Word)])}");
            return default;
        };
    }

    /// <summary>--validation, of every verb that trains.</summary>
    public static Option<HoldOut?> ValidationOption() => new("--validation")
    {
        HelpName = "N",
        Description = "Training images held out to validate: a number, or a share such as 0.1; 0 for none. Default: 0.1.",
        CustomParser = result =>
        {
            if (HoldOut.Parse(result.Tokens[0].Value) is { } holdOut)
                return holdOut;
            result.AddError($"--validation {result.Tokens[0].Value}: expected a number of images, or a share below 1 such as 0.1.");
            return default;
        },
    };

    private static (string Word, BestBy Metric)[] BestByWords =>
    [
        ("validation_accuracy", BestBy.ValidationAccuracy), ("validation_loss", BestBy.ValidationLoss),
        ("train_accuracy", BestBy.TrainAccuracy), ("train_loss", BestBy.TrainLoss),
    ];

    public Option<string?> Resume { get; } = new("--resume")
    {
        HelpName = "FILE",
        Description = "Go on with the run that a last.ckpt is of, by its recipe, seed and split: the result is that of a run never interrupted.",
    };

    public IEnumerable<Option> All =>
        [epochs, batchSize, learningRate, channelsLast, set, seed, validation, subset, saveEvery, keepEvery, pattern, keep, bestBy, Resume, force];

    /// <summary>The spec's recipe and dropouts, or those of the run to go on with, with what the options change of them.</summary>
    public Configured Configure(ParseResult parsed, ModelInfo info, CheckpointInfo? resumed)
    {
        var recipe = resumed?.Recipe ?? info.Recipe;
        recipe = recipe with
        {
            Epochs = parsed.GetValue(epochs) ?? recipe.Epochs,
            BatchSize = parsed.GetValue(batchSize) ?? recipe.BatchSize,
            LearningRate = parsed.GetValue(learningRate) ?? recipe.LearningRate,
            MemoryFormat = parsed.GetValue(channelsLast) ? MemoryFormat.ChannelsLast : recipe.MemoryFormat,
        };
        var dropouts = new Lazy<DropoutPaths>(() => new DropoutPaths(info));
        var assignments = parsed.GetValue(set)!.ToLookup(text => IsRate(text, dropouts));
        var rates = assignments[true].Select(text => new Setting(PathOf(text), FlowText.Scalar(text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim()), "--set"));
        var configured = Configured.Of(recipe.With(assignments[false]), dropouts, rates);
        return configured with { DropoutRates = [.. resumed?.DropoutRates ?? [], .. configured.DropoutRates] };
    }

    /// <summary>Whether an assignment is for dropouts; one that is for nothing at all is left to the recipe to complain of.</summary>
    private static bool IsRate(string assignment, Lazy<DropoutPaths> dropouts) =>
        assignment.IndexOf('=', StringComparison.Ordinal) > 0 && RecipeFields.TryFind(PathOf(assignment)) is null && dropouts.Value.Match(PathOf(assignment)).Count > 0;

    private static string PathOf(string assignment) => assignment.Split('=')[0].Trim();

    /// <exception cref="UserError">The run to go on with has its own seed and split.</exception>
    public TrainingOptions Training(ParseResult parsed, IReadOnlyList<DropoutRate> rates, CheckpointInfo? resumed)
    {
        if (resumed is null)
        {
            return new TrainingOptions
            {
                Seed = parsed.GetValue(seed) ?? 0,
                Validation = parsed.GetValue(validation) ?? new HoldOut(0, 0.1),
                Subset = parsed.GetValue(subset),
                DropoutRates = rates,
            };
        }

        foreach (Option option in new Option[] { seed, validation, subset })
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UserError($"{option.Name} with --resume: the run goes on with its own");
        }

        return new TrainingOptions { Seed = resumed.Seed, Validation = new HoldOut(resumed.ValidationImages, 0), Subset = resumed.Subset, DropoutRates = rates };
    }

    public CheckpointOptions Checkpoints(ParseResult parsed)
    {
        foreach (var option in new[] { saveEvery, keepEvery, keep })
        {
            if (parsed.GetValue(option) < 0)
                throw new UserError($"{option.Name} {parsed.GetValue(option)}: expected 0 or more");
        }

        return new CheckpointOptions
        {
            EverySteps = parsed.GetValue(saveEvery),
            EveryEpochs = parsed.GetValue(keepEvery),
            Pattern = parsed.GetValue(pattern)!,
            Keep = parsed.GetValue(keep),
            BestBy = parsed.GetValue(bestBy) ?? BestBy.ValidationAccuracy,
        };
    }

    public bool Force(ParseResult parsed) => parsed.GetValue(force);
}
