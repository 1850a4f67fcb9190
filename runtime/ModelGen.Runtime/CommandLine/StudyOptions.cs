using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ModelGen.Data;
using ModelGen.Studies;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary>What <c>compare</c>, <c>sweep</c> and <c>study</c> can be told; each counts before what a study's file says.</summary>
internal sealed class StudyOptions
{
    private readonly Option<string?> data = CommandOptions.Data();
    private readonly Option<bool> skipCorrupt = CommandOptions.SkipCorrupt();
    private readonly Option<string?> folder = new("--out") { HelpName = "DIR", Description = "For results.csv, report.html and a folder for each run. What is finished there is not repeated; what was interrupted goes on." };
    private readonly Option<string[]> set = new("--set")
    {
        HelpName = "PATH=VALUES",
        Description = "A field of the recipe, or the rate of dropouts by their place in the spec or path in the model; of several values, with commas between them, each is run: head.dropout=0,0.2,0.5, training.lr=0.05,0.1, layer1.0.dropout=0.3.",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int?> epochs = new("--epochs") { HelpName = "N", Description = "Instead of the recipes'." };
    private readonly Option<int?> batchSize = new("--batch-size") { HelpName = "N", Description = "Instead of the recipes'." };
    private readonly Option<bool> channelsLast = CommandOptions.ChannelsLast();
    private readonly Option<int[]?> seeds = new("--seeds") { HelpName = "N,…", Description = "One run each. Default: 0." };
    private readonly Option<HoldOut?> validation = TrainOptions.ValidationOption();
    private readonly Option<int?> subset = new("--subset") { HelpName = "N", Description = "Use only N training images." };
    private readonly Option<string?> weights = CommandOptions.Weights("What every model begins with, loading what fits", required: false);
    private readonly Option<bool> evaluateTraining = new("--evaluate-training") { Description = "At the end evaluate on the training images too, as they are." };
    private readonly Option<int?> saveEvery = new("--save-every") { HelpName = "N", Description = "Save within epochs too, every N steps." };
    private readonly Option<bool> list = new("--list") { Description = "Only list the runs." };
    private readonly Option<int> threads = CommandOptions.Threads();
    private readonly Option<string?> json = CommandOptions.Json();

    public StudyOptions() => seeds.CustomParser = result =>
    {
        string text = string.Join(',', result.Tokens.Select(t => t.Value));
        var numbers = text.Split(',').Select(p => int.TryParse(p, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n) ? n : (int?)null).ToList();
        if (numbers.All(n => n is not null) && numbers.Distinct().Count() == numbers.Count)
            return [.. numbers.Select(n => n!.Value)];
        result.AddError($"--seeds {text}: expected integers with commas between them, each once.");
        return null;
    };

    public IEnumerable<Option> All =>
        [data, skipCorrupt, folder, set, epochs, batchSize, channelsLast, seeds, validation, subset, weights, evaluateTraining, saveEvery, list, threads, json];

    public bool IsSetGiven(ParseResult parsed) => parsed.GetValue(set) is { Length: > 0 };

    public bool List(ParseResult parsed) => parsed.GetValue(list);

    public int Threads(ParseResult parsed) => parsed.GetValue(threads);

    public string? Json(ParseResult parsed) => parsed.GetValue(json);

    public string Folder(ParseResult parsed, Study study) => parsed.GetValue(folder) ?? Path.Combine("out", study.Name);

    /// <summary>Finds the data in one of the shapes the models take.</summary>
    public Func<ImageShape, Dataset> Load(ParseResult parsed, Study study, DataLocator locator, CancellationToken cancellation) =>
        shape => locator.Load(parsed.GetValue(data) ?? study.Data, cancellation, shape, parsed.GetValue(skipCorrupt), study.Dataset);

    /// <summary>The study with what the options change of it.</summary>
    public Study Apply(ParseResult parsed, Study study)
    {
        var axes = parsed.GetValue(set)!.Select(Assignment).ToList();
        axes.AddRange(new (string Path, JsonNode? Value)[]
        {
            ("epochs", parsed.GetValue(epochs)), ("batch_size", parsed.GetValue(batchSize)), ("memory_format", parsed.GetValue(channelsLast) ? "channels_last" : null),
        }.Where(o => o.Value is not null).Select(o => new Axis(o.Path, [o.Value!], "--" + o.Path.Replace('_', '-'))));
        bool IsReplaced(Axis old) => axes.Exists(a => Same(a.Path, old.Path));
        if (parsed.GetValue(saveEvery) is < 0)
            throw new UserError($"--save-every {parsed.GetValue(saveEvery)}: expected 0 or more");
        return study with
        {
            // A sweep over values that a trial on synthetic images shall not be refused for.
            Dataset = parsed.GetValue(data) == DataLocator.SyntheticWord ? null : study.Dataset,
            Models = parsed.GetValue(weights) is { } file
                ? [.. study.Models.Select(m => m with { Weights = new StudyWeights(file, Partial: true, FreshClassifier: true) })] : study.Models,
            Sweep = [.. study.Sweep.Where(a => !IsReplaced(a)), .. axes.Where(a => a.Values.Count > 1)],
            Overrides = [.. axes.Where(a => a.Values.Count == 1).SelectMany(a => a.Settings)],
            Seeds = parsed.GetValue(seeds) is { Length: > 0 } given ? given : study.Seeds,
            Subset = parsed.GetValue(subset) ?? study.Subset,
            Validation = parsed.GetValue(validation) ?? study.Validation,
            EvaluateTraining = study.EvaluateTraining || parsed.GetValue(evaluateTraining),
            Checkpoints = study.Checkpoints with { EverySteps = parsed.GetValue(saveEvery) ?? study.Checkpoints.EverySteps },
        };
    }

    private static bool Same(string a, string b) => Short(a) == Short(b);

    private static string Short(string path) => path.StartsWith(RecipeFields.Section, StringComparison.Ordinal) ? path[RecipeFields.Section.Length..] : path;

    private static Axis Assignment(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1)
            throw new UserError($"--set {text}: expected PATH=VALUE or PATH=VALUE,VALUE,…, such as head.dropout=0,0.2,0.5");
        try
        {
            var values = (JsonArray)FlowText.Parse($"[{text[(equals + 1)..]}]");
            return new Axis(text[..equals].Trim(), [.. values.Select(v => v!)], "--set");
        }
        catch (FormatException e)
        {
            throw new UserError($"--set {text}: the values cannot be read: {e.Message}", e);
        }
    }
}
