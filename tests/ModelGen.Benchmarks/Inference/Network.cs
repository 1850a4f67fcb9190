using ModelGen.Models;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Inference;

/// <summary>A network of the comparison, with its images.</summary>
internal sealed record Network(string Name, long Side)
{
    public static IReadOnlyList<Network> All { get; } =
        [new("ResNet20", 32), new("ResNet18", 64), new("ResNet50", 32), new("DenseNetBC100_12", 32), new("MobileNetV2", 64)];

    public ModelInfo Info => ModelRegistry.All.Single(m => m.Name == Name);

    public long[] Input => [3, Side, Side];

    public Prepared Prepare(long batch)
    {
        var model = Info.Create(null);
        model.eval();
        return new Prepared(model.ForInference(new InferenceOptions { TakesModel = true }), randn([batch, .. Input]));
    }

    /// <summary>An inference form with a batch.</summary>
    internal sealed class Prepared : IDisposable
    {
        private readonly InferenceModel model;
        private readonly Tensor images;

        public Prepared(InferenceModel model, Tensor images)
        {
            (this.model, this.images) = (model, images);
            model.call(images).Dispose();
        }

        public string Description => string.Join("; ", model.Prepared.Select(p =>
            p.Form + (p.Memory is { } m ? FormattableString.Invariant($"; values {m.Planned / 1e6:f1} MB planned, {m.Needed / 1e6:f1} needed, in {m.Parts} parts, weights {m.Weights / 1e6:f1} MB") : "")));

        /// <summary>Bytes that the images, the prepared program's weights and its values are planned to take; not a number where none was prepared.</summary>
        public double Planned => model.Prepared is [{ Memory: { } memory }] ? (memory.Planned * memory.Parts) + memory.Weights + (4.0 * images.numel()) : double.NaN;

        /// <summary>Seconds of a batch, the mean over some time.</summary>
        public double Seconds(double some)
        {
            for (int warm = 0; warm < 2; warm++)
                model.call(images).Dispose();
            return Clock.Mean(some, () => model.call(images).Dispose());
        }

        public void Dispose()
        {
            model.Dispose();
            images.Dispose();
        }
    }
}
