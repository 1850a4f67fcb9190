using System.Runtime.InteropServices;
using ModelGen.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Evaluation;

/// <summary>Runs a model over images without learning from them.</summary>
public static class Evaluator
{
    /// <summary>Loss, accuracies and confusion matrix over a loader's images. The model is left in the mode it was in.</summary>
    /// <param name="model">Gives N × classes logits.</param>
    /// <param name="loader">Neither shuffled nor augmented, for a result that can be repeated.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Asked between batches.</param>
    public static EvaluationResult Run(
        nn.Module<Tensor, Tensor> model, BatchLoader loader, Action<int>? progress = null, CancellationToken cancellation = default) =>
        Run(model, loader, new EvaluationOptions(), progress, cancellation);

    /// <param name="model">Gives N × classes logits.</param>
    /// <param name="loader">Neither shuffled nor augmented, for a result that can be repeated.</param>
    /// <param name="options">How logits are read, and of which views.</param>
    /// <param name="progress">Told how many images are done.</param>
    /// <param name="cancellation">Asked between batches.</param>
    public static EvaluationResult Run(
        nn.Module<Tensor, Tensor> model, BatchLoader loader, EvaluationOptions options, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        IScores? scores = null;
        int done = 0;
        WithoutTraining(model, () =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var logits = ViewedLogits.Of(model, batch.Images, options.Views).cpu().contiguous();
                int classes = (int)logits.shape[1];
                scores ??= loader.Set.LabelSets is { } sets
                    ? new LabelSetScores(sets)
                    : new Scores(classes, loader.Set.Labels, options.Loss);
                var values = MemoryMarshal.Cast<byte, float>(logits.bytes);
                for (int i = 0; i < batch.Count; i++)
                    scores.Add(values.Slice(i * classes, classes), batch.Indices.Span[i]);
                progress?.Invoke(done += batch.Count);
            }
        });
        return scores!.Result();
    }

    /// <summary>Class probabilities of each image of a loader, in its order.</summary>
    public static IReadOnlyList<float[]> Predict(nn.Module<Tensor, Tensor> model, BatchLoader loader) =>
        Predict(model, loader, new EvaluationOptions());

    /// <summary>
    /// Class probabilities of each image of a loader, in its order: of a softmax they sum to one, of sigmoids each is by itself; a single
    /// output gives two, of the first class and the second.
    /// </summary>
    public static IReadOnlyList<float[]> Predict(nn.Module<Tensor, Tensor> model, BatchLoader loader, EvaluationOptions options)
    {
        var result = new List<float[]>();
        WithoutTraining(model, () =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                using var scope = NewDisposeScope();
                var probabilities = Probabilities(ViewedLogits.Of(model, batch.Images, options.Views), options.Loss).cpu().contiguous();
                var values = MemoryMarshal.Cast<byte, float>(probabilities.bytes);
                int classes = (int)probabilities.shape[1];
                for (int i = 0; i < batch.Count; i++)
                    result.Add(values.Slice(i * classes, classes).ToArray());
            }
        });
        return result;
    }

    private static Tensor Probabilities(Tensor logits, LossKind loss)
    {
        if (loss == LossKind.CrossEntropy)
            return nn.functional.softmax(logits, 1);
        return logits.shape[1] > 1 ? logits.sigmoid() : cat([(-logits).sigmoid(), logits.sigmoid()], 1);
    }

    private static void WithoutTraining(nn.Module<Tensor, Tensor> model, Action action)
    {
        bool wasTraining = model.training;
        model.eval();
        try
        {
            using (no_grad())
                action();
        }
        finally
        {
            model.train(wasTraining);
        }
    }
}
