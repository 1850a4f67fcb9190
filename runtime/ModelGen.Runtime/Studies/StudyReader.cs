using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Compiler;
using ModelGen.Compiler.Yaml;
using ModelGen.Data;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>Reads a study from its YAML file.</summary>
internal sealed class StudyReader
{
    private static readonly string[] Keys =
    [
        "title", "description", "data", "dataset", "models", "training", "set", "sweep", "seeds", "subset", "validation", "weights", "evaluate_training", "best_name", "save_every",
    ];

    private static readonly string[] ModelKeys = ["model", "label", "set", "weights"];
    private static readonly string[] WeightsKeys = ["name", "partial", "fresh_classifier"];

    private readonly IReadOnlyList<ModelInfo> models;
    private readonly YamlDocument document;
    private readonly YamlSection study;

    private StudyReader(IReadOnlyList<ModelInfo> models, YamlDocument document)
    {
        (this.models, this.document) = (models, document);
        study = new YamlSection(document, document.Root, "a study", Keys);
    }

    /// <exception cref="UserError">The file is missing, no YAML, or no study; the message says where.</exception>
    public static Study Read(string path, IReadOnlyList<ModelInfo> models)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }

        var document = YamlDocument.Read(new SpecFile(path, path, text), out var diagnostics);
        return document is null ? throw new UserError(diagnostics[0].ToString()) : new StudyReader(models, document).Read(Path.GetFileNameWithoutExtension(path));
    }

    private Study Read(string name)
    {
        var weights = study.Find("weights") is { } node ? Weights(study, node) : null;
        return new Study
        {
            Name = name,
            Title = study.Text("title"),
            Description = study.Text("description"),
            Data = study.Text("data"),
            Dataset = study.Text("dataset"),
            Models = Models(weights),
            Settings = [.. Settings(study, "training", RecipeFields.Section), .. Settings(study, "set", "")],
            Sweep = [.. study.Entries("sweep").Select(Sweep)],
            Seeds = Seeds(),
            Subset = study.Integer("subset", 1),
            Validation = study.Text("validation") is { } text
                ? HoldOut.Parse(text) ?? throw study.Wrong("validation", study.Find("validation")!, "a number of images, or a share below 1 such as 0.1")
                : HoldOut.OfShare(0.1),
            EvaluateTraining = study.Flag("evaluate_training"),
            Checkpoints = Checkpoints(),
        };
    }

    private IReadOnlyList<int> Seeds()
    {
        var seeds = study.Integers("seeds", int.MinValue) ?? [0];
        return seeds.Distinct().Count() == seeds.Count ? seeds : throw study.Error(study.Find("seeds")!, "a seed twice: expected each once");
    }

    private CheckpointOptions Checkpoints()
    {
        var options = new CheckpointOptions { EverySteps = study.Integer("save_every", 0) ?? 0 };
        if (study.Text("best_name") is not { } pattern)
            return options;
        try
        {
            _ = new CheckpointName(pattern);
        }
        catch (UserError e)
        {
            throw study.Error(study.Find("best_name")!, e.Message);
        }

        return options with { BestName = pattern.EndsWith(".ckpt", StringComparison.Ordinal) ? pattern : pattern + ".ckpt" };
    }

    private List<StudyModel> Models(StudyWeights? weights)
    {
        var node = study.Require("models", "[ResNet20, PreResNet20]");
        var items = node is YamlSequence list ? list.Items : new([node]);
        var found = items.Select(i => Model(i, weights)).ToList();
        if (found.Count == 0)
            throw study.Wrong("models", node, "at least one model");
        foreach (var (model, i) in found.Select((m, i) => (m, i)))
        {
            if (found.FindIndex(m => m.Label == model.Label) < i)
                throw study.Error(items[i], $"{model.Label} twice: give one of them another label: {{model: {model.Info.Name}, label: …}}");
        }

        return found;
    }

    private StudyModel Model(YamlNode node, StudyWeights? weights)
    {
        if (node is YamlScalar name)
            return new(Find(name), name.Text, [], weights);
        if (node is not YamlMapping mapping)
            throw study.Wrong("models", node, "a model's name, or {model: NAME, set: {…}}");
        var entry = new YamlSection(document, mapping, "a model of a study", ModelKeys);
        var model = entry.Require("model", "NAME") as YamlScalar ?? throw entry.Wrong("model", entry.Find("model")!, "a model's name");
        var own = entry.Find("weights") is { } file ? Weights(entry, file) : weights;
        return new(Find(model), entry.Text("label") ?? model.Text, [.. Settings(entry, "set", "")], own);
    }

    private ModelInfo Find(YamlScalar name)
    {
        try
        {
            return models.Find(name.Text);
        }
        catch (UserError e)
        {
            throw study.Error(name, e.Message);
        }
    }

    private StudyWeights Weights(YamlSection section, YamlNode node)
    {
        if (node is YamlScalar name)
            return new(name.Text, Partial: false, FreshClassifier: false);
        if (node is not YamlMapping mapping)
            throw section.Wrong("weights", node, "a file, a name of published weights, or {name: imagenet, partial: true}");
        var entry = new YamlSection(document, mapping, "weights", WeightsKeys);
        entry.Require("name", "imagenet");
        return new(entry.Text("name")!, entry.Flag("partial"), entry.Flag("fresh_classifier"));
    }

    private static IEnumerable<Setting> Settings(YamlSection section, string key, string prefix) =>
        section.Entries(key).Select(e => new Setting(prefix + e.Key.Text, section.Value(e.Value), section.Place(e.Key)));

    private Axis Sweep((YamlScalar Key, YamlNode Value) entry) => entry.Value is YamlSequence { Items.Count: > 0 } values
        ? new Axis(entry.Key.Text, [.. values.Items.Select(study.Value)], study.Place(entry.Key))
        : throw study.Wrong($"sweep: {entry.Key.Text}", entry.Value, "a list of values, such as [0, 0.2, 0.5]");
}
