using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// An exponential moving average of a model's parameters and running statistics, in a model of its own: after update t,
/// average ← d·average + (1 − d)·weights with d = min(decay, (1 + t)/(10 + t)), which forgets the random start of a short run (TensorFlow's
/// ExponentialMovingAverage with num_updates).
/// </summary>
internal sealed class WeightAverage : IDisposable
{
    private readonly double decay;
    private readonly List<(Tensor Average, Tensor Source)> pairs;

    /// <param name="average">A second model of the same class; takes over the weights of the first, and belongs to this object.</param>
    /// <param name="model">The one that is trained.</param>
    /// <param name="decay">In [0, 1).</param>
    public WeightAverage(nn.Module<Tensor, Tensor> average, nn.Module model, double decay)
    {
        (Model, this.decay) = (average, decay);
        var source = model.state_dict();
        pairs = [.. average.state_dict().Select(entry => (entry.Value, source[entry.Key]))];
        Begin();
        foreach (var parameter in average.parameters())
            parameter.requires_grad = false;
        average.eval();
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    public long Updates { get; set; }

    /// <summary>Takes over the model's weights as they are now.</summary>
    public void Begin()
    {
        using var _ = no_grad();
        foreach (var (mine, theirs) in pairs)
            mine.copy_(theirs);
    }

    public void Update()
    {
        double d = Math.Min(decay, (1.0 + Updates) / (10 + Updates));
        Updates++;
        using var _ = no_grad();
        using Scalar keep = d;
        using Scalar take = 1 - d;
        foreach (var (average, source) in pairs)
        {
            if (average.is_floating_point())
                average.mul_(keep).add_(source, take);
            else
                average.copy_(source);
        }
    }

    public void Dispose() => Model.Dispose();
}
