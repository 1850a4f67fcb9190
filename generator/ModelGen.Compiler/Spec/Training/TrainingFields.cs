using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Training;

/// <summary>A field of <c>training:</c>, and where it has a meaning.</summary>
/// <param name="Rule">Name, type, range and words. The default is the runtime's, in its <c>Recipe</c>.</param>
internal sealed record TrainingField(OpParameter Rule)
{
    /// <summary>The field that decides whether this one is read, and the words with which it is; null: it always is.</summary>
    public (string Field, string Default, EquatableArray<string> Words)? OnlyWith { get; init; }

    public string Name => Rule.Name;
}

/// <summary>
/// The one table of <c>training:</c>: each entry is a property of the runtime's <c>Recipe</c>. The reader, the schema and the reference page read it.
/// </summary>
internal static class TrainingFields
{
    public const string Optimizer = "optimizer";
    public const string Schedule = "schedule";
    public const string Momentum = "momentum";
    public const string Nesterov = "nesterov";
    public const string Milestones = "milestones";
    public const string Epochs = "epochs";
    public const string WarmupEpochs = "warmup_epochs";
    public const string Augment = "augment";

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Word(Optimizer, "The optimizer.", "sgd", "adam", "adamw", "rmsprop"),
        new(Positive("lr", "Learning rate, at its peak.")),
        With(Optimizer, "sgd", Number(Momentum, "Momentum.", 0, 1), "sgd", "rmsprop"),
        With(Optimizer, "sgd", new(OpParameter.Required(Nesterov, ParameterType.Bool, "Nesterov's momentum.")), "sgd"),
        Number("weight_decay", "Weight decay.", 0),
        With(Optimizer, "sgd", Number("beta1", "Decay of the gradient's mean.", 0, 1), "adam", "adamw"),
        With(Optimizer, "sgd", Number("beta2", "Decay of the squared gradient's mean.", 0, 1), "adam", "adamw"),
        Word(Schedule, "How the learning rate changes.", "constant", "step", "multi_step", "cosine", "one_cycle"),
        Number(WarmupEpochs, "Epochs of linear warm-up; of one_cycle, the rising part.", 0),
        With(Schedule, "constant", Integer("step_size", "Every how many epochs the rate is multiplied by gamma.", 1), "step"),
        With(Schedule, "constant", new(OpParameter.Required(Milestones, ParameterType.IntegerList, "Epochs at which the rate is multiplied by gamma.") with { Minimum = 1 }), "multi_step"),
        With(Schedule, "constant", new(Positive("gamma", "Factor of the rate.")), "step", "multi_step"),
        With(Schedule, "constant", Number("min_lr", "The rate at the end.", 0), "cosine", "one_cycle"),
        Integer(Epochs, "Passes over the training set.", 1),
        Integer("batch_size", "Images in a batch.", 1),
        Number("label_smoothing", "Share of the target spread over all classes.", 0, 1),
    ];

    private static TrainingField Number(string name, string summary, double? minimum = null, double? below = null) => new(
        OpParameter.Required(name, ParameterType.Number, summary) with { Minimum = minimum, Maximum = below, IsMaximumExclusive = below is not null });

    private static OpParameter Positive(string name, string summary) =>
        OpParameter.Required(name, ParameterType.Number, summary) with { Minimum = 0, IsMinimumExclusive = true };

    private static TrainingField Integer(string name, string summary, double minimum) =>
        new(OpParameter.Required(name, ParameterType.Integer, summary) with { Minimum = minimum });

    private static TrainingField Word(string name, string summary, params string[] words) =>
        new(OpParameter.Required(name, ParameterType.Text, summary) with { Choices = new(words) });

    private static TrainingField With(string field, string @default, TrainingField own, params string[] words) => own with { OnlyWith = (field, @default, new(words)) };
}
