using System.Text.Json;
using ModelGen.Benchmarks.Training;
using ModelGen.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Scope;

/// <summary>How a network is written.</summary>
internal enum Writing
{
    /// <summary>Generated: its forward disposes what it no longer needs, and overwrites where it may.</summary>
    Generated,

    /// <summary>By hand, under a dispose scope for each step; activations make new tensors.</summary>
    ByHand,

    /// <summary>The same, activations in place.</summary>
    ByHandInPlace,
}

/// <param name="Network">ResNet20 or ResNet18.</param>
/// <param name="Writing">How it is written.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="Seconds">How long steps are timed.</param>
/// <param name="SameWeights">Whether the weights are the generated network's, however it is written: then losses are equal, and memory says nothing.</param>
internal sealed record ScopeRequest(string Network, Writing Writing, int Batch, double Seconds, bool SameWeights = false);

/// <param name="Base">Resident before the first step, weights and images included, in bytes.</param>
/// <param name="Peak">Resident at most from then on, in bytes.</param>
/// <param name="Seconds">Of a step.</param>
/// <param name="Loss">Of the first.</param>
internal sealed record ScopeReply(double Base, double Peak, double Seconds, double Loss);

/// <summary>Forward and backward of one network in this process.</summary>
internal static class ScopeWork
{
    public const string Name = "scope";

    private const int WarmSteps = 3;

    public static object Run(JsonElement json)
    {
        var request = FigureFile.Parse<ScopeRequest>(json.GetRawText());
        int side = TrainingNetwork.All.Single(n => n.Name == request.Network).Side;
        random.manual_seed(0);
        using var model = Make(request);
        random.manual_seed(1);
        using var made = randn(request.Batch, side, side, 3);
        using var images = made.permute(0, 3, 1, 2);
        using var labels = randint(10, [request.Batch]);
        double before = ResidentMemory.Now;
        ResidentMemory.ForgetPeak();
        double loss = Step(model, images, labels);
        for (int i = 0; i < WarmSteps; i++)
            Step(model, images, labels);
        double seconds = Clock.Mean(request.Seconds, () => Step(model, images, labels));
        return new ScopeReply(before, ResidentMemory.Peak, seconds, loss);
    }

    private static nn.Module<Tensor, Tensor> Make(ScopeRequest request)
    {
        nn.Module<Tensor, Tensor> Generated() => ModelRegistry.All.Single(m => m.Name == request.Network).Create(null);
        if (request.Writing == Writing.Generated)
            return Generated();
        using var weights = request.SameWeights ? Generated() : null;
        bool inPlace = request.Writing == Writing.ByHandInPlace;
        nn.Module<Tensor, Tensor> byHand = request.Network == "ResNet20" ? new HandResNet20(inPlace) : new HandResNet18(inPlace);
        if (weights is not null)
            byHand.load_state_dict(weights.state_dict());
        return byHand;
    }

    private static double Step(nn.Module<Tensor, Tensor> model, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var loss = nn.functional.cross_entropy(model.call(images), labels);
        loss.backward();
        model.zero_grad();
        return loss.item<float>();
    }
}
