using ModelGen.Data;
using ModelGen.Models;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Training;

/// <summary>A network of the comparison, with the side of its images and how many a step takes.</summary>
internal sealed record TrainingNetwork(string Name, int Side, int Batch)
{
    public static IReadOnlyList<TrainingNetwork> All { get; } =
        [new("ResNet20", 32, 128), new("ResNet18", 64, 64), new("ResNet50", 32, 100), new("DenseNetBC100_12", 32, 64), new("MobileNetV2", 64, 64)];

    public ModelInfo Info => ModelRegistry.All.Single(m => m.Name == Name);

    /// <summary>Multiply-adds of one image, forward: the spec's, scaled by the area of the images.</summary>
    public double MultiplyAdds => Info.MultiplyAdds * (double)(Side * Side) / (Info.InputShape[1] * Info.InputShape[2]);

    public Steps Prepare(Precision precision, MemoryFormat format) => new(this, precision, format);

    /// <summary>Training steps on one batch that stays the same: forward, loss, backward, update; no loader.</summary>
    internal sealed class Steps : IDisposable
    {
        private const double Rate = 0.01;
        private readonly Learner learner;
        private readonly Batch batch;

        public Steps(TrainingNetwork network, Precision precision, MemoryFormat format)
        {
            random.manual_seed(0);
            var recipe = new Recipe
            {
                LearningRate = Rate, Nesterov = true, Precision = precision, MemoryFormat = format, BatchSize = network.Batch,
            };
            learner = new Learner(network.Info, recipe, null);
            Planned = StepMemory.Plan(network.Info, recipe, learner.Optimizer.SlotNames.Count, network.Batch, 3 * network.Side * network.Side);
            learner.EpochBegins(1);
            using var made = randn(network.Batch, 3, network.Side, network.Side);
            var images = made.clone();
            if (format == MemoryFormat.ChannelsLast)
            {
                images.Dispose();
                using var moved = made.permute(0, 2, 3, 1);
                using var last = moved.contiguous();
                images = last.permute(0, 3, 1, 2);
            }

            batch = new Batch(images, randint(network.Info.Classes, [network.Batch]), Enumerable.Range(0, network.Batch).ToArray());
        }

        /// <summary>The memory that a step is planned to take.</summary>
        public StepMemory Planned { get; }

        /// <summary>Seconds of a step, the mean over some time.</summary>
        public double Seconds(double some)
        {
            Step();
            return Clock.Mean(some, Step);
        }

        public void Dispose()
        {
            learner.Dispose();
            batch.Images.Dispose();
            batch.Labels.Dispose();
        }

        /// <summary>One step.</summary>
        public void Step() => Step(batch);

        /// <summary>One step on a batch of somebody else's.</summary>
        public void Step(Batch given)
        {
            learner.Learn(given, 1);
            learner.Update(Rate);
        }
    }
}
