namespace ModelGen;

/// <summary>
/// How a model is trained: the <c>training:</c> section of its YAML file, where the names are these in snake_case (<c>lr</c> and
/// <c>min_lr</c> for the learning rates). Change it with <c>with</c>: <c>ResNet20.Recipe with { Epochs = 50 }</c>.
/// </summary>
public sealed record Recipe
{
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Sgd;

    /// <summary>Peak learning rate (<c>lr</c> in YAML).</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>SGD and RMSprop.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>SGD only.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Added to the gradient by SGD, Adam and RMSprop; taken from the weights, times the rate, by AdamW and Lion.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>False leaves parameters of one dimension (norms and biases) without weight decay.</summary>
    public bool DecayNormAndBias { get; init; } = true;

    /// <summary>Adam, AdamW and Lion.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam, AdamW and Lion (whose authors advise 0.99).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam, AdamW and RMSprop: keeps the denominator from zero.</summary>
    public double Eps { get; init; } = 1e-8;

    /// <summary>RMSprop: how slowly the mean of squared gradients forgets.</summary>
    public double Alpha { get; init; } = 0.99;

    public ScheduleKind Schedule { get; init; } = ScheduleKind.Constant;

    /// <summary>Epochs of linear warm-up before the schedule; may be a fraction. For one-cycle: the rising part.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>Step: every how many epochs the rate is multiplied by <see cref="Gamma"/>.</summary>
    public int StepSize { get; init; } = 30;

    /// <summary>Multi-step: the epochs at which the rate is multiplied by <see cref="Gamma"/>.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>Step, multi-step and plateau: the factor at each fall; exponential: the factor of each epoch.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>Polynomial: the exponent.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Cosine: epochs of the first cycle, after which the rate jumps back to its peak; 0 for one cycle over the whole run.</summary>
    public double RestartEpochs { get; init; }

    /// <summary>Cosine with restarts: each cycle is so many times as long as the one before.</summary>
    public int RestartFactor { get; init; } = 1;

    /// <summary>Plateau: epochs without improvement that are tolerated before the rate falls.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>The rate at the end of cosine, one-cycle and polynomial, and the lowest of plateau (<c>min_lr</c> in YAML).</summary>
    public double MinLearningRate { get; init; }

    public int Epochs { get; init; } = 10;

    public int BatchSize { get; init; } = 128;

    /// <summary>Batches whose gradients are averaged for one update.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The gradients' norm over all parameters is scaled down to this; 0 for no limit.</summary>
    public double ClipNorm { get; init; }

    /// <summary>Decay of an exponential moving average of the weights, which is then what is validated and saved; 0 for none.</summary>
    public double Ema { get; init; }

    /// <summary>How the rates of all dropouts change over the run; evaluation has no dropout at any time.</summary>
    public DropoutScheduleKind DropoutSchedule { get; init; } = DropoutScheduleKind.Constant;

    /// <summary>How long the change of the dropouts' rates takes; may be a fraction. 0 for the whole run; early and late dropout need a number.</summary>
    public double DropoutEpochs { get; init; }

    /// <summary>Curriculum dropout: how fast the rates approach their own. They reach 1 − exp(−γ) of them at the end.</summary>
    public double DropoutGamma { get; init; } = 10;

    public LossKind Loss { get; init; } = LossKind.CrossEntropy;

    /// <summary>In [0, 1): a share of each target that is spread over all classes; with binary cross-entropy, over yes and no.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>One weight a class in the loss (with binary cross-entropy, of the images that have it); empty for equal ones.</summary>
    public IReadOnlyList<double> ClassWeights { get; init; } = [];

    /// <summary>
    /// Parameters that are not trained: patterns of names, where * stands for anything, or whole subtrees (<c>layer1</c>). Norms below them
    /// stay in evaluation mode.
    /// </summary>
    public IReadOnlyList<string> Freeze { get; init; } = [];

    /// <summary>After so many epochs what was frozen is trained too; 0 for never.</summary>
    public int FreezeEpochs { get; init; }

    /// <summary>Parameters with a rate or decay of their own; the first group that matches a name counts.</summary>
    public IReadOnlyList<ParameterGroup> Groups { get; init; } = [];

    /// <summary>Ends the run after so many epochs without a better validation accuracy; 0 for never.</summary>
    public int EarlyStopping { get; init; }

    /// <summary>What most operators compute in; weights stay float32.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>The layout of the images that the model is fed.</summary>
    public MemoryFormat MemoryFormat { get; init; } = MemoryFormat.ChannelsLast;

    /// <summary>In order of application; what mixes images (mixup, cutmix) and what hides parts of them comes last whatever its place.</summary>
    public IReadOnlyList<Augmentation> Augment { get; init; } = [];
}

public enum OptimizerKind
{
    Sgd,
    Adam,
    AdamW,
    RmsProp,
    Lion,
}

public enum ScheduleKind
{
    Constant,
    Step,
    MultiStep,
    Exponential,
    Polynomial,
    Cosine,
    OneCycle,
    Plateau,
}

/// <summary>What share of their own rates (the spec's, or those set instead) dropouts have while training.</summary>
public enum DropoutScheduleKind
{
    /// <summary>All of it.</summary>
    Constant,

    /// <summary>From 0 to all of it, in a line (Ghiasi et al., "DropBlock", 2018).</summary>
    Linear,

    /// <summary>1 − exp(−γ·t/T): from 0, fast at first (Morerio et al., "Curriculum dropout", 2017).</summary>
    Curriculum,

    /// <summary>All of it at first, then nothing (Liu et al., "Dropout reduces underfitting", 2023).</summary>
    Early,

    /// <summary>From all of it down to 0, in a line; then nothing (Liu et al. 2023).</summary>
    EarlyLinear,

    /// <summary>Nothing at first, then all of it (Liu et al. 2023).</summary>
    Late,
}

public enum LossKind
{
    /// <summary>Of a softmax over all classes: each image has one.</summary>
    CrossEntropy,

    /// <summary>
    /// Of a sigmoid for each class: an image has any number of them, or, with a single output, is of the second class of two or is not.
    /// </summary>
    BinaryCrossEntropy,
}

public enum Precision
{
    Float32,

    /// <summary>Autocast to bfloat16, where the Torch provider can.</summary>
    Bfloat16,
}

public enum MemoryFormat
{
    Contiguous,

    /// <summary>Channels last in memory: the faster order for most convolutions on CPUs.</summary>
    ChannelsLast,
}

/// <summary>Parameters that are trained differently: <c>groups: [{match: fc, lr_scale: 10, weight_decay: 0}]</c>.</summary>
/// <param name="Match">A pattern of parameter names, as in <see cref="Recipe.Freeze"/>.</param>
/// <param name="LrScale">Their learning rate as a multiple of the schedule's.</param>
/// <param name="WeightDecay">Instead of the recipe's; null to keep it.</param>
public sealed record ParameterGroup(string Match, double LrScale = 1, double? WeightDecay = null);
