using System.CommandLine;
using ModelGen.Data;
using ModelGen.Evaluation;
using ModelGen.Providers;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary>Arguments and options that several verbs share.</summary>
internal static class CommandOptions
{
    private static readonly (string Word, TestTimeViews Views)[] ViewWords =
    [
        ("none", TestTimeViews.None), ("flip", TestTimeViews.Flip), ("crops", TestTimeViews.Crops), ("flip+crops", TestTimeViews.Flip | TestTimeViews.Crops),
    ];

    public static Argument<string> Model(IReadOnlyList<ModelInfo> models)
    {
        var argument = new Argument<string>("MODEL") { HelpName = "MODEL", Description = "A model's name, as `models` lists it." };
        argument.CompletionSources.Add(_ => models.Select(m => new System.CommandLine.Completions.CompletionItem(m.Name)));
        return argument;
    }

    public static Option<string?> Data() => new("--data")
    {
        HelpName = "DIR",
        Description = $"Folder with the binary version of CIFAR-10 or CIFAR-100, or with pictures: in train/CLASS and test/CLASS, in train and test with labels.csv in each, or as Oxford-IIIT Pets has them; or the word `synthetic`. Default: ${DataLocator.Variable}, else ./data, else a download into ./data, else the synthetic set.",
    };

    /// <param name="use">What they are for, to begin the description with.</param>
    /// <param name="required">Whether the verb makes no sense without.</param>
    public static Option<string?> Weights(string use, bool required) => new("--weights")
    {
        HelpName = "FILE",
        Required = required,
        Description = $"{use}: a checkpoint (.ckpt) that `train` saved, a file of PyTorch, safetensors or TorchSharp, or the name of published weights (`weights list`).",
    };

    public static Option<bool> SkipCorrupt() => new("--skip-corrupt") { Description = "Leave out pictures that cannot be read, saying which, instead of stopping there." };

    public static Option<string?> Json() => new("--json") { HelpName = "FILE", Description = "Also write the result as JSON." };

    public static Option<int> Threads() => new("--threads")
    {
        HelpName = "N",
        DefaultValueFactory = _ => Environment.ProcessorCount,
        Description = "Threads that Torch computes with.",
    };

    public static Option<int> BatchSize(int standard) => new("--batch-size")
    {
        HelpName = "N",
        DefaultValueFactory = _ => standard,
        Description = "Images computed at once.",
    };

    public static Option<bool> ChannelsLast() => new("--channels-last")
    {
        Description = "Feed images with channels last in memory, which most convolutions on CPUs run faster on.",
    };

    public static Option<string> Split()
    {
        var option = new Option<string>("--split") { DefaultValueFactory = _ => "test", Description = "Which images." };
        option.AcceptOnlyFromAmong("test", "train");
        return option;
    }

    /// <summary>Test-time augmentation.</summary>
    public static Option<TestTimeViews> Views()
    {
        var option = new Option<TestTimeViews>("--tta")
        {
            HelpName = "VIEWS",
            Description = "Show the model more of each image and average what it says: flip (its mirror image), crops (five parts of it) or flip+crops.",
        };
        option.CustomParser = result =>
        {
            string word = result.Tokens[0].Value;
            if (ViewWords.FirstOrDefault(w => w.Word == word) is { Word: not null } found)
                return found.Views;
            result.AddError($"--tta {word}: expected {RecipeValues.Expected(word, [.. ViewWords.Select(w => w.Word)])}");
            return default;
        };
        return option;
    }

    public static string Word(TestTimeViews views) => ViewWords.First(w => w.Views == views).Word;

    /// <summary>Sets Torch up for a verb that computes.</summary>
    /// <returns>What to record about it.</returns>
    public static MachineInfo SetUpTorch(int threads)
    {
        if (threads < 1)
            throw new UserError($"--threads {threads}: expected at least 1");
        TorchSharp.torch.set_num_threads(threads);
        TorchProvider.Current.KeepLargeBlocks();
        return new MachineInfo(
            TorchProvider.Current.Description,
            threads,
            System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription,
            System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier);
    }

    public static ModelInfo Find(this IReadOnlyList<ModelInfo> models, string name)
    {
        if (models.FirstOrDefault(m => m.Name == name) is { } found)
            return found;
        var nearest = NearestWords.Find(name, models.Select(m => m.Name));
        string hint = nearest.Count > 0 ? $"did you mean {string.Join(", ", nearest)}?" : "`models` lists those there are";
        throw new UserError($"no model is called {name}: {hint}");
    }

    /// <summary>Whether the model itself answers, and not its inference form.</summary>
    public static Option<bool> Plain() => new("--plain") { Description = "Run the model step by step as it trains, rather than its inference form (equal within 1e-4 of the largest logit)." };
}
