using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Spec.Training;

/// <summary>A field of <c>training:</c>.</summary>
/// <param name="Rule">Name, type, range and words; of a list, those of its elements. The default is that of the runtime's
/// <c>Recipe</c>.</param>
internal sealed record TrainingField(OpParameter Rule)
{
    /// <summary>The field takes a list; a single value counts as a list of one.</summary>
    public bool IsList { get; init; }

    /// <summary>The field that decides whether this one is read, and the words with which it is; null: it always is.</summary>
    public (string Field, EquatableArray<string> Words)? OnlyWith { get; init; }

    public string Name => Rule.Name;

    /// <summary>What the field takes, in words.</summary>
    public string Expectation => IsList ? "a list, each " + Values.Conversion.Expectation(Rule) : Values.Conversion.Expectation(Rule);
}

/// <summary>
/// The one table of <c>training:</c>: each entry is a property of the runtime's <c>Recipe</c>, whose own table has the same names, types,
/// ranges and defaults. The reader, the back end and the reference page read it. What is no plain value, <c>groups</c> and <c>augment</c>,
/// has tables of its own.
/// </summary>
internal static class TrainingFields
{
    public const string Optimizer = "optimizer";
    public const string LearningRate = "lr";
    public const string Momentum = "momentum";
    public const string Nesterov = "nesterov";
    public const string Schedule = "schedule";
    public const string WarmupEpochs = "warmup_epochs";
    public const string Milestones = "milestones";
    public const string MinLearningRate = "min_lr";
    public const string Epochs = "epochs";
    public const string DropoutSchedule = "dropout_schedule";
    public const string DropoutEpochs = "dropout_epochs";
    public const string CrossEntropy = "cross_entropy";
    public const string BinaryCrossEntropy = "binary_cross_entropy";
    public const string Loss = "loss";
    public const string ClassWeights = "class_weights";
    public const string Groups = "groups";
    public const string Augment = "augment";

    public static IReadOnlyList<TrainingField> All { get; } =
    [
        Word(Optimizer, "The optimizer.", "sgd", "adam", "adamw", "rmsprop", "lion"),
        Positive(LearningRate, 0.1, "Learning rate, at its peak."),
        With(Optimizer, Share(Momentum, 0.9, "Momentum."), "sgd", "rmsprop"),
        With(Optimizer, Flag(Nesterov, false, "Nesterov's momentum."), "sgd"),
        Natural("weight_decay", 5e-4, "Weight decay: added to the gradient; adamw and lion take it from the weights."),
        Flag("decay_norm_and_bias", true, "False leaves parameters of one dimension without weight decay."),
        With(Optimizer, Share("beta1", 0.9, "Decay of the gradient's mean."), "adam", "adamw", "lion"),
        With(Optimizer, Share("beta2", 0.999, "Decay of the squared gradient's mean."), "adam", "adamw", "lion"),
        With(Optimizer, Positive("eps", 1e-8, "Keeps the denominator from zero."), "adam", "adamw", "rmsprop"),
        With(Optimizer, Share("alpha", 0.99, "Decay of the squared gradient's mean."), "rmsprop"),
        Word(Schedule, "How the learning rate changes.", "constant", "step", "multi_step", "exponential", "polynomial", "cosine",
            "one_cycle", "plateau"),
        Natural(WarmupEpochs, 0, "Epochs of linear warm-up; of one_cycle, the rising part."),
        With(Schedule, Integer("step_size", 30, 1, "Every how many epochs the rate is multiplied by gamma."), "step"),
        With(Schedule, Integer(Milestones, null, 1, "Epochs at which the rate is multiplied by gamma.") with { IsList = true },
            "multi_step"),
        With(Schedule, Positive("gamma", 0.1, "Factor of the rate at each fall; of exponential, at each epoch."), "step", "multi_step",
            "exponential", "plateau"),
        With(Schedule, Positive("power", 1, "Exponent."), "polynomial"),
        With(Schedule, Natural("restart_epochs", 0, "Epochs of the first cycle, after which the rate jumps back; 0 for one cycle."),
            "cosine"),
        With(Schedule, Integer("restart_factor", 1, 1, "Each cycle is so many times as long as the one before."), "cosine"),
        With(Schedule, Integer("patience", 10, 0, "Epochs without improvement before the rate falls."), "plateau"),
        With(Schedule, Natural(MinLearningRate, 0, "The rate at the end, or the lowest."), "polynomial", "cosine", "one_cycle", "plateau"),
        Integer(Epochs, 10, 1, "Passes over the training set."),
        Integer("batch_size", 128, 1, "Images in a batch."),
        Integer("accumulate", 1, 1, "Batches whose gradients are averaged for one update."),
        Natural("clip_norm", 0, "The gradients' norm is scaled down to this; 0 for no limit."),
        Share("ema", 0, "Decay of a moving average of the weights, which is then validated and saved; 0 for none."),
        Word(DropoutSchedule, "How the rates of all dropouts change: from 0 up (linear, curriculum), none after some epochs (early, early_linear), none before "
            + "(late).", "constant", "linear", "curriculum", "early", "early_linear", "late"),
        With(DropoutSchedule, Natural(DropoutEpochs, 0, "Epochs that the change takes, or after which dropout ends or begins; 0 for the whole run."),
            "linear", "curriculum", "early", "early_linear", "late"),
        With(DropoutSchedule, Positive("dropout_gamma", 10, "How fast the rates approach their own: 1 − exp(−γ·t/T) of them at time t of T."), "curriculum"),
        Word(Loss, "What is minimised: softmax cross-entropy for one class an image, or a sigmoid's for each class.", CrossEntropy,
            BinaryCrossEntropy),
        Share("label_smoothing", 0, "Share of the target that is spread over all classes; of binary_cross_entropy, over yes and no."),
        Natural(ClassWeights, null, "One weight a class in the loss; of binary_cross_entropy, of the images that have it.") with
        {
            IsList = true,
        },
        Texts("freeze", "Parameters that are not trained: patterns of names, where * stands for anything, or subtrees."),
        Integer("freeze_epochs", 0, 0, "After so many epochs what was frozen is trained too; 0 for never."),
        Integer("early_stopping", 0, 0, "Ends the run after so many epochs without improvement; 0 for never."),
        Word("precision", "What most operators compute in.", "float32", "bfloat16"),
        Word("memory_format", "Layout of the images that the model is fed.", "channels_last", "contiguous"),
    ];

    /// <summary>What an entry of <c>groups:</c> has.</summary>
    public static EquatableArray<OpParameter> OfGroups { get; } = new(
        OpParameter.Required("match", ParameterType.Text, "A pattern of parameter names, or a subtree."),
        OpParameter.Number("lr_scale", 1, "Their learning rate as a multiple of the schedule's.") with { Minimum = 0 },
        OpParameter.Optional("weight_decay", ParameterType.Number, "Instead of the recipe's.") with { Minimum = 0 });

    /// <summary>Every field's name, also of those that are no plain values.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name), Groups, Augment];

    public static TrainingField Find(string name) => All.First(f => f.Name == name);

    /// <summary>A number of at least 0.</summary>
    private static TrainingField Natural(string name, double? @default, string summary) =>
        new(Number(name, @default, summary) with { Minimum = 0 });

    private static TrainingField Positive(string name, double @default, string summary) =>
        new(Number(name, @default, summary) with { Minimum = 0, IsMinimumExclusive = true });

    /// <summary>In [0, 1).</summary>
    private static TrainingField Share(string name, double @default, string summary) =>
        new(Number(name, @default, summary) with { Minimum = 0, Maximum = 1, IsMaximumExclusive = true });

    private static OpParameter Number(string name, double? @default, string summary) =>
        new(name, ParameterType.Number, ValueOf(@default), summary);

    private static TrainingField Integer(string name, double? @default, double minimum, string summary) =>
        new(new OpParameter(name, ParameterType.Integer, ValueOf(@default), summary) { Minimum = minimum });

    private static TrainingField Flag(string name, bool @default, string summary) => new(OpParameter.Bool(name, @default, summary));

    /// <summary>The first word is the default.</summary>
    private static TrainingField Word(string name, string summary, params string[] words) =>
        new(OpParameter.Word(name, words[0], summary, words));

    private static TrainingField Texts(string name, string summary) =>
        new(OpParameter.Required(name, ParameterType.Text, summary)) { IsList = true };

    private static TrainingField With(string field, TrainingField own, params string[] words) =>
        own with { OnlyWith = (field, new(words)) };

    private static Value? ValueOf(double? number) => number is { } amount ? new Value.Number(amount) : null;
}
