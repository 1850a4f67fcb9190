using ModelGen.Data;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

public sealed class StepMemoryTests
{
    private const string Layers = "conv | Conv2d | 4x16x16 | 112 | 0\nrelu | ReLU | 4x16x16 | 0 | 0\nfc | Linear | 10 | 50 | 0";
    private const string State = "conv.weight | 4x3x3x3 | parameter | float32\nconv.bias | 4 | parameter | float32\nfc.weight | 10x4 | parameter | float32\nfc.bias | 10 | parameter | float32";

    [Theory]
    [InlineData(0, 0.0, 2 * 162)]
    [InlineData(2, 0.0, 4 * 162)]
    [InlineData(1, 0.9, 4 * 162)]
    public void The_peak_is_counted_from_the_models_tables(int slots, double ema, int stateElements)
    {
        var planned = StepMemory.Plan(Info(_ => throw new NotSupportedException()), new Recipe { Ema = ema }, slots, images: 8, imageSize: 3072);
        // What a ReLU gives stands where its operand stood.
        Assert.Equal((4L * stateElements, 4L * 8 * (3072 + 1024 + 10)), (planned.State, planned.Activations));
    }

    [Fact]
    public void Images_of_another_size_have_larger_maps()
    {
        var planned = StepMemory.Plan(Info(_ => throw new NotSupportedException()), new Recipe(), 0, images: 8, imageSize: 4 * 3072);
        Assert.Equal(4L * 8 * ((4 * 3072) + (4 * 1024) + 10), planned.Activations);
    }

    [Fact]
    public void A_run_that_ends_for_want_of_memory_says_model_batch_and_planned_peak()
    {
        var data = TestImages.Synthetic;
        using var trainer = new Trainer(Info(_ => new Greedy()), data, new Recipe { BatchSize = 32, Epochs = 1 });
        string message = Assert.Throws<UserError>(() => trainer.Run()).Message;
        Assert.StartsWith("Greedy: out of memory in a training step of 32 images of 3×32×32 (planned peak 1 MB: 1 MB of weights", message);
        Assert.Contains("lower batch_size and raise accumulate", message);
    }

    private static ModelInfo Info(Func<Device?, nn.Module<Tensor, Tensor>> create) => new(Layers, State)
    {
        Name = "Greedy", SpecFile = "greedy.yaml", SpecHash = "00", InputShape = [3, 32, 32], Classes = 10, ParameterCount = 162, MultiplyAdds = 0, Recipe = new Recipe(), Create = create,
    };

    /// <summary>Asks for more than there is.</summary>
    private sealed class Greedy : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear fc = nn.Linear(4, 10);

        public Greedy() : base("Greedy") => register_module("fc", fc);

        public override Tensor forward(Tensor input) => fc.call(empty(1L << 46, 4) + input.sum());

        protected override void RegisterComponents()
        {
        }
    }
}
