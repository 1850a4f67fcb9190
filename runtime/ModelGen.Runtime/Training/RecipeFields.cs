using System.Text.Json.Nodes;
using static ModelGen.Training.RecipeValues;

namespace ModelGen.Training;

/// <summary>Every field of a recipe, in the order in which they are written.</summary>
internal static class RecipeFields
{
    /// <summary>Before a field's name in a path: <c>training.lr</c>.</summary>
    public const string Section = "training.";

    private static readonly NumberRange Natural = NumberRange.AtLeast(1);

    public static IReadOnlyList<RecipeField> All { get; } =
    [
        Word("optimizer",
            [("sgd", OptimizerKind.Sgd), ("adam", OptimizerKind.Adam), ("adamw", OptimizerKind.AdamW), ("rmsprop", OptimizerKind.RmsProp), ("lion", OptimizerKind.Lion)],
            r => r.Optimizer, (r, v) => r with { Optimizer = v }),
        Number("lr", NumberRange.AboveZero, r => r.LearningRate, (r, v) => r with { LearningRate = v }),
        Number("momentum", NumberRange.Share, r => r.Momentum, (r, v) => r with { Momentum = v }),
        Flag("nesterov", r => r.Nesterov, (r, v) => r with { Nesterov = v }),
        Number("weight_decay", NumberRange.ZeroOrMore, r => r.WeightDecay, (r, v) => r with { WeightDecay = v }),
        Flag("decay_norm_and_bias", r => r.DecayNormAndBias, (r, v) => r with { DecayNormAndBias = v }),
        Number("beta1", NumberRange.Share, r => r.Beta1, (r, v) => r with { Beta1 = v }),
        Number("beta2", NumberRange.Share, r => r.Beta2, (r, v) => r with { Beta2 = v }),
        Number("eps", NumberRange.AboveZero, r => r.Eps, (r, v) => r with { Eps = v }),
        Number("alpha", NumberRange.Share, r => r.Alpha, (r, v) => r with { Alpha = v }),
        Word("schedule",
            [
                ("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("multi_step", ScheduleKind.MultiStep), ("exponential", ScheduleKind.Exponential),
                ("polynomial", ScheduleKind.Polynomial), ("cosine", ScheduleKind.Cosine), ("one_cycle", ScheduleKind.OneCycle), ("plateau", ScheduleKind.Plateau),
            ],
            r => r.Schedule, (r, v) => r with { Schedule = v }),
        Number("warmup_epochs", NumberRange.ZeroOrMore, r => r.WarmupEpochs, (r, v) => r with { WarmupEpochs = v }),
        Integer("step_size", Natural, r => r.StepSize, (r, v) => r with { StepSize = v }),
        Integers("milestones", Natural, r => r.Milestones, (r, v) => r with { Milestones = v }),
        Number("gamma", NumberRange.AboveZero, r => r.Gamma, (r, v) => r with { Gamma = v }),
        Number("power", NumberRange.AboveZero, r => r.Power, (r, v) => r with { Power = v }),
        Number("restart_epochs", NumberRange.ZeroOrMore, r => r.RestartEpochs, (r, v) => r with { RestartEpochs = v }),
        Integer("restart_factor", Natural, r => r.RestartFactor, (r, v) => r with { RestartFactor = v }),
        Integer("patience", NumberRange.ZeroOrMore, r => r.Patience, (r, v) => r with { Patience = v }),
        Number("min_lr", NumberRange.ZeroOrMore, r => r.MinLearningRate, (r, v) => r with { MinLearningRate = v }),
        Integer("epochs", Natural, r => r.Epochs, (r, v) => r with { Epochs = v }),
        Integer("batch_size", Natural, r => r.BatchSize, (r, v) => r with { BatchSize = v }),
        Integer("accumulate", Natural, r => r.Accumulate, (r, v) => r with { Accumulate = v }),
        Number("clip_norm", NumberRange.ZeroOrMore, r => r.ClipNorm, (r, v) => r with { ClipNorm = v }),
        Number("ema", NumberRange.Share, r => r.Ema, (r, v) => r with { Ema = v }),
        Word("dropout_schedule",
            [
                ("constant", DropoutScheduleKind.Constant), ("linear", DropoutScheduleKind.Linear), ("curriculum", DropoutScheduleKind.Curriculum),
                ("early", DropoutScheduleKind.Early), ("early_linear", DropoutScheduleKind.EarlyLinear), ("late", DropoutScheduleKind.Late),
            ],
            r => r.DropoutSchedule, (r, v) => r with { DropoutSchedule = v }),
        Number("dropout_epochs", NumberRange.ZeroOrMore, r => r.DropoutEpochs, (r, v) => r with { DropoutEpochs = v }),
        Number("dropout_gamma", NumberRange.AboveZero, r => r.DropoutGamma, (r, v) => r with { DropoutGamma = v }),
        Word("loss",
            [("cross_entropy", LossKind.CrossEntropy), ("binary_cross_entropy", LossKind.BinaryCrossEntropy)],
            r => r.Loss, (r, v) => r with { Loss = v }),
        Number("label_smoothing", NumberRange.Share, r => r.LabelSmoothing, (r, v) => r with { LabelSmoothing = v }),
        Numbers("class_weights", NumberRange.ZeroOrMore, r => r.ClassWeights, (r, v) => r with { ClassWeights = v }),
        Texts("freeze", r => r.Freeze, (r, v) => r with { Freeze = v }),
        Integer("freeze_epochs", NumberRange.ZeroOrMore, r => r.FreezeEpochs, (r, v) => r with { FreezeEpochs = v }),
        new("groups", RecipeFieldType.GroupList,
            r => new JsonArray([.. r.Groups.Select(ParameterGroupField.Write)]), (r, v) => r with { Groups = ReadList(v, ParameterGroupField.Read) }),
        Integer("early_stopping", NumberRange.ZeroOrMore, r => r.EarlyStopping, (r, v) => r with { EarlyStopping = v }),
        Word("precision", [("float32", Precision.Float32), ("bfloat16", Precision.Bfloat16)], r => r.Precision, (r, v) => r with { Precision = v }),
        Word("memory_format",
            [("channels_last", MemoryFormat.ChannelsLast), ("contiguous", MemoryFormat.Contiguous)], r => r.MemoryFormat, (r, v) => r with { MemoryFormat = v }),
        new("augment", RecipeFieldType.AugmentationList,
            r => new JsonArray([.. r.Augment.Select(AugmentationFields.Write)]), (r, v) => r with { Augment = ReadList(v, AugmentationFields.Read) }),
    ];

    /// <summary>Sets fields by their paths in YAML: <c>training.lr=0.05</c>, <c>lr=0.05</c>, <c>augment=[{random_crop: 32, padding: 4}]</c>.</summary>
    /// <exception cref="UserError">No such field, or a value it does not take.</exception>
    public static Recipe With(this Recipe recipe, IEnumerable<string> assignments) => assignments.Aggregate(recipe, With);

    private static Recipe With(Recipe recipe, string assignment)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            throw new UserError($"--set {assignment}: expected FIELD=VALUE, such as {Section}lr=0.05");
        string path = assignment[..equals].Trim();
        var field = Find(path);
        try
        {
            return field.Set(recipe, FlowText.Parse(assignment[(equals + 1)..]), field.Name);
        }
        catch (FormatException e)
        {
            throw new UserError($"--set {assignment}: the value cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The field that a path is of, with or without <see cref="Section"/>; null if it is of none.</summary>
    public static RecipeField? TryFind(string path)
    {
        string name = WithoutSection(path);
        return All.FirstOrDefault(f => f.Name == name);
    }

    private static string WithoutSection(string path) => path.StartsWith(Section, StringComparison.Ordinal) ? path[Section.Length..] : path;

    private static RecipeField Find(string path)
    {
        if (TryFind(path) is { } field)
            return field;
        throw new UserError($"--set {Unknown(path)}");
    }

    /// <summary>The fields in which two recipes differ, as "lr: 0.1 → 0.05"; empty for equal ones.</summary>
    public static IReadOnlyList<string> Differences(Recipe old, Recipe now) =>
        [.. All.Select(f => (f.Name, Old: Text(f.Read(old)), Now: Text(f.Read(now)))).Where(f => f.Old != f.Now).Select(f => $"{f.Name}: {f.Old} → {f.Now}")];

    private static string Text(JsonNode value) => value is JsonValue scalar ? scalar.ToString() : value.ToJsonString();

    /// <summary>What to say of a path that is no field's.</summary>
    public static string Unknown(string path)
    {
        string name = WithoutSection(path);
        var nearest = NearestWords.Find(name, All.Select(f => f.Name));
        string hint = nearest.Count > 0 ? $"did you mean {string.Join(", ", nearest)}?" : $"there are {string.Join(", ", All.Select(f => f.Name))}";
        return $"{path}: a recipe has no such field: {hint}";
    }
}
