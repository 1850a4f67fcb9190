using ModelGen.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests;

/// <summary>A hand-written model, registered as generated ones are: three strided convolutions and a linear layer, for images of 3×32×32.</summary>
internal sealed class TinyModel : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d conv3;
    private readonly BatchNorm2d bn3;
    private readonly Dropout dropout;
    private readonly Linear fc;

    private TinyModel(int width, int classes) : base("TinyModel")
    {
        conv1 = Register("conv1", nn.Conv2d(3, width, 3, stride: 2, padding: 1));
        bn1 = Register("bn1", nn.BatchNorm2d(width));
        conv2 = Register("conv2", nn.Conv2d(width, 2 * width, 3, stride: 2, padding: 1));
        bn2 = Register("bn2", nn.BatchNorm2d(2 * width));
        conv3 = Register("conv3", nn.Conv2d(2 * width, 4 * width, 3, stride: 2, padding: 1));
        bn3 = Register("bn3", nn.BatchNorm2d(4 * width));
        dropout = Register("dropout", nn.Dropout(0.1));
        fc = Register("fc", nn.Linear(4 * width, classes));
    }

    private const string Table = """
        conv1 | Conv2d | 16x16x16 | 448 | 110592
        fc | Linear | 10 | 650 | 640
        """;

    public static ModelInfo Info { get; } = CreateInfo("TinyModel", 16);

    /// <summary>Another architecture, whose weights do not fit.</summary>
    public static ModelInfo Wide { get; } = CreateInfo("WideModel", 24);

    /// <summary>The same model after its spec was changed: the first convolution has another stride.</summary>
    public static ModelInfo Changed { get; } = CreateInfo(
        "TinyModel", 16, hash: "fedcba9876543210", table: "conv1 | Conv2d | 16x32x32 | 448 | 442368\nfc | Linear | 10 | 650 | 640");

    /// <summary>The same model after its spec's recipe was changed.</summary>
    public static ModelInfo Retrained(Func<Recipe, Recipe> change) => CreateInfo("TinyModel", 16, hash: "0123456789fedcba", recipe: change(Info.Recipe));

    public static ModelInfo CreateInfo(string name, int width, string hash = "0123456789abcdef", string table = Table, Recipe? recipe = null, params PretrainedWeights[] weights) => new(table, "")
    {
        Name = name,
        SpecFile = "tests/tiny.yaml",
        SpecHash = hash,
        Description = "A model for tests.",
        InputShape = [3, 32, 32],
        Classes = 10,
        ParameterCount = 24_458,
        MultiplyAdds = 1_000_000,
        Recipe = recipe ?? new Recipe
        {
            LearningRate = 0.1,
            Schedule = ScheduleKind.OneCycle,
            Epochs = 2,
            BatchSize = 64,
            Nesterov = true,
            Augment = [new Augmentation.RandomCrop(32, 4), new Augmentation.HorizontalFlip()],
        },
        Weights = weights,
        Create = _ => new TinyModel(width, 10),
    };

    /// <summary>One that tells so many classes apart by their sigmoids.</summary>
    public static ModelInfo Binary(int classes) => new(Table, "")
    {
        Name = "TinyModel",
        SpecFile = "tests/tiny.yaml",
        SpecHash = "00112233",
        InputShape = [3, 32, 32],
        Classes = classes,
        ParameterCount = 24_458,
        MultiplyAdds = 1_000_000,
        Recipe = new Recipe { Loss = LossKind.BinaryCrossEntropy, LearningRate = 0.1, Schedule = ScheduleKind.OneCycle, Epochs = 2, BatchSize = 64 },
        Create = _ => new TinyModel(16, classes),
    };

    public override Tensor forward(Tensor input)
    {
        var x = nn.functional.relu(bn1.call(conv1.call(input)));
        x = nn.functional.relu(bn2.call(conv2.call(x)));
        x = nn.functional.relu(bn3.call(conv3.call(x)));
        return fc.call(dropout.call(x.mean([2, 3])));
    }

    protected override void RegisterComponents()
    {
    }

    private T Register<T>(string childName, T child)
        where T : nn.Module
    {
        register_module(childName, child);
        return child;
    }
}
