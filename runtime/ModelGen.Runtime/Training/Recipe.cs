using System.Text.Json.Serialization;

namespace ModelGen;

/// <summary>How a model is trained: the <c>training:</c> section of its YAML file. Names in YAML are these in snake_case.</summary>
public sealed record Recipe
{
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Peak learning rate (<c>lr</c> in YAML).</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>SGD and RMSprop.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>SGD only.</summary>
    public bool Nesterov { get; init; }

    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Adam and AdamW.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam and AdamW.</summary>
    public double Beta2 { get; init; } = 0.999;

    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    /// <summary>Epochs of linear warm-up before the schedule; may be a fraction. For one-cycle: the rising part.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Step: every how many epochs the rate is multiplied by <see cref="Gamma"/>.</summary>
    public int StepSize { get; init; } = 30;

    /// <summary>Multi-step: the epochs at which the rate is multiplied by <see cref="Gamma"/>.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    public double Gamma { get; init; } = 0.1;

    /// <summary>Cosine and one-cycle: the rate at the end.</summary>
    public double MinLearningRate { get; init; }

    public int Epochs { get; init; } = 10;

    public int BatchSize { get; init; } = 128;

    /// <summary>In [0, 1).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>In order of application.</summary>
    public IReadOnlyList<Augmentation> Augment { get; init; } = [];
}

public enum OptimizerKind
{
    Sgd,
    Adam,
    AdamW,
    RmsProp,
}

public enum ScheduleKind
{
    Constant,
    Step,
    MultiStep,
    Cosine,
    OneCycle,
}

/// <summary>One augmentation of the training images. The family is closed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RandomCrop), "random_crop")]
[JsonDerivedType(typeof(HorizontalFlip), "horizontal_flip")]
public abstract record Augmentation
{
    private Augmentation()
    {
    }

    /// <summary>Pads with zeros (black) and cuts a square of <paramref name="Size"/> pixels at a random place: <c>{random_crop: 32, padding: 4}</c>.</summary>
    public sealed record RandomCrop(int Size, int Padding) : Augmentation;

    /// <summary>Mirrors left and right with probability <paramref name="P"/>: <c>horizontal_flip</c>.</summary>
    public sealed record HorizontalFlip(double P = 0.5) : Augmentation;
}
