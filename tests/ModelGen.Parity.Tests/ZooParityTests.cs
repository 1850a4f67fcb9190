using System.Text.Json;
using ModelGen.Checkpoints;
using ModelGen.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// Every model that has a peer, in torchvision or written by hand in tests/peers: the same keys and shapes, the same logits from the same
/// weights, and for the smallest model of each file the same loss and gradients. By default that smallest model stands for its family, on
/// small images; tests/parity.sh compares all at their own size.
/// </summary>
public sealed class ZooParityTests(ZooPeer peer) : IClassFixture<ZooPeer>, IDisposable
{
    private const double LogitTolerance = 1e-4;
    private const double LossTolerance = 1e-3;

    // Rounding moves values over a rectifier's bound, and what follows with them: beside float64, PyTorch's own gradients of MobileNetV2 are off by
    // 1e-4 to 5e-3, by layout, image size and the number of threads. In double precision nothing of that is left.
    private const double GradientTolerance = 5e-3;
    private const double DoubleTolerance = 1e-9;

    private static readonly bool IsWhole = Environment.GetEnvironmentVariable("MODELGEN_PARITY") == "all";
    private static readonly string? Table = Environment.GetEnvironmentVariable("MODELGEN_PARITY_TABLE");

    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-zoo-").FullName;

    /// <summary>Of the family of positions all small ones: what differs between them must be no key and nothing in evaluation.</summary>
    public static TheoryData<string> Names => [.. (IsWhole
        ? ModelRegistry.All
        : Zoo.SmallestOfEachFile.Union(ModelRegistry.All.Where(m => m.Name.StartsWith("PreResNet20_", StringComparison.Ordinal)))).Select(m => m.Name)];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Equals_its_peer(string name)
    {
        var info = Zoo.Info(name);
        bool trains = Zoo.SmallestOfEachFile.Contains(info);
        var answer = peer.Ask(
            name, info.Reference, IsWhole ? info.InputShape : Small(info.InputShape), trains ? TrainingShape(info) : null, folder);
        string weights = Path.Combine(folder, "weights.pth");

        var shapes = Shapes(weights);
        Assert.Equal(shapes.Keys.Order(StringComparer.Ordinal), info.State.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.All(info.State, s => Assert.Equal(shapes[s.Name], s.Shape));
        Assert.Equal(answer.Parameters, info.ParameterCount);
        Assert.True(answer.Spread > 100 * LogitTolerance, $"the logits of the two images differ by {answer.Spread:g2} only: no proof");

        using var reference = NamedTensors.Read(Path.Combine(folder, "reference.dat"));
        using var model = info.Create(null);
        // What torch.save wrote, with no rule for any key.
        Assert.Equal(answer.Keys, WeightsLoader.Load(weights, model, info).Loaded.Count);
        double logits = LogitError(model, reference);
        var (loss, gradients) = trains ? TrainingErrors(model, reference, "") : (0, 0);
        Record(new { info.Name, info.SpecFile, info.Reference, info.ParameterCount, info.MultiplyAdds, answer.Keys, logits, trains, loss, gradients });
        Assert.True(logits <= LogitTolerance, $"logits: largest difference {logits:g3} of the largest logit");
        Assert.True(loss <= LossTolerance, $"loss: relative difference {loss:g3}");
        Assert.True(gradients <= GradientTolerance, $"gradient norms: largest difference {gradients:g3} of the whole gradient's");
        if (!trains)
            return;
        model.zero_grad();
        var (exactLoss, exactGradients) = TrainingErrors(model.to(ScalarType.Float64), reference, "64");
        Assert.True(exactLoss <= DoubleTolerance, $"loss in double precision: relative difference {exactLoss:g3}");
        Assert.True(exactGradients <= DoubleTolerance, $"gradient norms in double precision: largest difference {exactGradients:g3}");
    }

    /// <summary>The comparison must be able to fail: one channel of one convolution in the middle of the network is enough.</summary>
    [SkippableTheory]
    [InlineData("MobileNetV3Small")]
    [InlineData("ResNet20")]
    public void A_changed_weight_is_noticed(string name)
    {
        var info = Zoo.Info(name);
        peer.Ask(name, info.Reference, Small(info.InputShape), null, folder);
        using var reference = NamedTensors.Read(Path.Combine(folder, "reference.dat"));
        using var model = info.Create(null);
        WeightsLoader.Load(Path.Combine(folder, "weights.pth"), model, info);
        var weights = model.parameters().Where(p => p.dim() == 4).ToList();
        using (no_grad())
        {
            using var channel = weights[weights.Count / 2].narrow(0, 0, 1);
            channel.mul_(1.5);
        }

        Assert.True(LogitError(model, reference) > 2 * LogitTolerance);
    }

    [SkippableFact]
    public void No_convolutional_classifier_of_torchvision_is_missing() =>
        Assert.Empty(peer.TorchvisionClassifiers().Except(ModelRegistry.All.Select(m => m.Reference)));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Dictionary<string, IReadOnlyList<long>> Shapes(string weights)
    {
        using var file = WeightsFile.Open(weights);
        return file.Tensors.ToDictionary(t => t.Name, t => t.Shape);
    }

    private static double LogitError(nn.Module<Tensor, Tensor> model, NamedTensors reference)
    {
        model.eval();
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var expected = reference["logits"];
        var difference = (model.call(reference["input"]) - expected).abs().max();
        return difference.ToDouble() / expected.abs().max().ToDouble();
    }

    /// <summary>Relative error of the loss; largest error of a parameter's gradient norm, relative to the norm of the whole gradient.</summary>
    /// <param name="model">In the precision of what it is compared with.</param>
    /// <param name="reference">Of the peer.</param>
    /// <param name="precision">"64" for double, "" for single.</param>
    private static (double Loss, double Gradients) TrainingErrors(nn.Module<Tensor, Tensor> model, NamedTensors reference, string precision)
    {
        model.train();
        foreach (var module in model.modules().Where(m => m.GetType().Name.Contains("Drop", StringComparison.Ordinal)))
            module.eval();
        using var scope = NewDisposeScope();
        var loss = Auxiliary.Loss(model, reference["images"].to(precision == "64" ? ScalarType.Float64 : ScalarType.Float32), reference["labels"]);
        loss.backward();
        double expectedLoss = reference[$"loss{precision}"].ToDouble();
        var gradients = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad);
        return (Math.Abs(loss.ToDouble() - expectedLoss) / Math.Abs(expectedLoss),
            Farthest(Norms(reference, precision), name => gradients[name]?.norm().ToDouble() ?? 0));
    }

    private static Dictionary<string, double> Norms(NamedTensors reference, string precision) =>
        reference.StartingWith($"norm{precision}.").ToDictionary(n => n.Name, n => n.Tensor.ToDouble());

    /// <summary>The largest difference of a norm, relative to that of the whole gradient.</summary>
    private static double Farthest(Dictionary<string, double> expected, Func<string, double> found) =>
        expected.Max(n => Math.Abs(found(n.Key) - n.Value)) / Math.Sqrt(expected.Values.Sum(n => n * n));

    /// <summary>Batch norms need more than one value a channel where the image is smallest.</summary>
    private static IReadOnlyList<long> TrainingShape(ModelInfo info) =>
        info.Name == "InceptionV3" ? info.InputShape : Small(info.InputShape);

    private static IReadOnlyList<long> Small(IReadOnlyList<long> shape) => [shape[0], Math.Min(shape[1], 96), Math.Min(shape[2], 96)];

    private static void Record(object row)
    {
        if (Table is not null)
            File.AppendAllText(Table, JsonSerializer.Serialize(row) + "\n");
    }
}
