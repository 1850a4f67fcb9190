using ModelGen.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>What a recipe minimises, and which images count as right.</summary>
internal sealed class Objective : IDisposable
{
    private readonly Recipe recipe;
    private readonly long classes;
    private readonly Tensor? classWeights;

    /// <exception cref="UserError">Weights for another number of classes than the model has.</exception>
    public Objective(ModelInfo info, Recipe recipe, Device? device)
    {
        (this.recipe, classes) = (recipe, info.Classes);
        if (recipe.ClassWeights.Count == 0)
            return;
        if (recipe.ClassWeights.Count != classes)
            throw new UserError($"class_weights: {recipe.ClassWeights.Count} weights, but {info.Name} has {classes} classes");
        classWeights = tensor(recipe.ClassWeights.Select(w => (float)w).ToArray(), device: device).DetachFromDisposeScope();
    }

    /// <summary>Mean over a batch, of mixed images by their shares.</summary>
    /// <param name="logits">N × classes, float32.</param>
    /// <param name="batch">Its labels.</param>
    public Tensor Loss(Tensor logits, Batch batch)
    {
        var loss = Loss(logits, batch.Labels);
        return batch.Mixing is { } mixing ? (loss * mixing.Share) + (Loss(logits, mixing.Labels) * (1 - mixing.Share)) : loss;
    }

    /// <summary>How many images of a batch are right: their class comes first, or each of their classes is known and no other.</summary>
    public long Right(Tensor logits, Tensor labels)
    {
        if (labels.dim() > 1)
            return logits.gt(0).eq(labels.gt(0.5)).all(1).sum().item<long>();
        return classes == 1
            ? logits.select(1, 0).gt(0).eq(labels.gt(0)).sum().item<long>()
            : logits.argmax(1).eq(labels).sum().item<long>();
    }

    public void Dispose() => classWeights?.Dispose();

    private Tensor Loss(Tensor logits, Tensor labels) => recipe.Loss == LossKind.BinaryCrossEntropy
        ? nn.functional.binary_cross_entropy_with_logits(logits, Targets(labels), pos_weights: classWeights)
        : nn.functional.cross_entropy(logits, labels, weight: classWeights, label_smoothing: recipe.LabelSmoothing);

    /// <summary>N × classes, from 0 to 1: yes or no for each class, smoothed towards one half.</summary>
    private Tensor Targets(Tensor labels)
    {
        var targets = labels.dim() > 1 ? labels
            : classes == 1 ? labels.unsqueeze(1).to(ScalarType.Float32)
            : nn.functional.one_hot(labels, classes).to(ScalarType.Float32);
        return recipe.LabelSmoothing > 0 ? (targets * (1 - recipe.LabelSmoothing)) + (recipe.LabelSmoothing / 2) : targets;
    }
}
