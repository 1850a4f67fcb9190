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
        nn.Module<Tensor, Tensor> model, BatchLoader loader, Action<int>? progress = null, CancellationToken cancellation = default)
    {
        Scores? scores = null;
        int done = 0;
        WithoutTraining(model, () =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var logits = model.call(batch.Images).cpu().contiguous();
                int classes = (int)logits.shape[1];
                scores ??= new Scores(classes);
                var values = MemoryMarshal.Cast<byte, float>(logits.bytes);
                for (int i = 0; i < batch.Count; i++)
                    scores.Add(values.Slice(i * classes, classes), loader.Label(batch.Indices.Span[i]));
                progress?.Invoke(done += batch.Count);
            }
        });
        return scores!.Result();
    }

    /// <summary>Class probabilities of each image of a loader, in its order.</summary>
    public static IReadOnlyList<float[]> Predict(nn.Module<Tensor, Tensor> model, BatchLoader loader)
    {
        var result = new List<float[]>();
        WithoutTraining(model, () =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                using var scope = NewDisposeScope();
                var probabilities = nn.functional.softmax(model.call(batch.Images), 1).cpu().contiguous();
                var values = MemoryMarshal.Cast<byte, float>(probabilities.bytes);
                int classes = (int)probabilities.shape[1];
                for (int i = 0; i < batch.Count; i++)
                    result.Add(values.Slice(i * classes, classes).ToArray());
            }
        });
        return result;
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
