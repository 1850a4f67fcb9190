using System.Globalization;
using ModelGen.Data;
using ModelGen.Evaluation;

namespace ModelGen.Runtime.Tests.Evaluation;

public sealed class LabelSetScoresTests
{
    [Fact]
    public void The_average_precision_is_that_of_scikit_learns_example()
    {
        // sklearn.metrics.average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), as its documentation has it: 0.83…
        var result = Evaluate([[0.1f], [0.4f], [0.35f], [0.8f]], new[,] { { false }, { false }, { true }, { true } });
        Assert.Equal(5.0 / 6, result.LabelSets!.AveragePrecision[0]!.Value, 12);
        Assert.Null(Evaluate([[0.1f]], new[,] { { false } }).LabelSets!.AveragePrecision[0]);
    }

    [Fact]
    public void Images_of_equal_scores_come_together()
    {
        // Whatever their order, three of one score of which one is right: precision 1/3.
        var result = Evaluate([[1], [1], [1]], new[,] { { false }, { true }, { false } });
        Assert.Equal(1.0 / 3, result.LabelSets!.AveragePrecision[0]!.Value, 12);
    }

    [Fact]
    public void Decisions_are_counted()
    {
        var result = Evaluate([[2, -1], [1, 1], [-3, -1]], new[,] { { true, false }, { true, false }, { true, true } });
        var sets = result.LabelSets!;
        Assert.Equal((1.0 / 3, 3.0 / 6), (sets.ExactMatch, sets.DecisionAccuracy));
        Assert.Equal([new LabelCounts(2, 1, 0), new LabelCounts(0, 1, 1)], sets.Counts);
        Assert.Equal((result.Accuracy, 1.0), (sets.ExactMatch, result.Precision[0]));
        Assert.Equal(2.0 / 3, result.Recall[0]);
        Assert.Equal(0.8, result.F1[0]!.Value, 12);
        Assert.Equal(1, result.Top1);
    }

    [SkippableFact]
    public void Loss_and_average_precision_are_those_of_their_definitions()
    {
        var random = new Random(4);
        const int Images = 80, Classes = 3;
        float[][] logits = [.. Enumerable.Range(0, Images)
            .Select(_ => Enumerable.Range(0, Classes).Select(_ => (float)Math.Round(random.NextDouble() * 8 - 4, 1)).ToArray())];
        var labels = new bool[Images, Classes];
        for (int i = 0; i < Images; i++)
        {
            for (int c = 0; c < Classes; c++)
                labels[i, c] = random.NextDouble() < 0.5 + (logits[i][c] / 10);
        }

        var result = Evaluate(logits, labels);
        string script = $"""
            import torch
            x = torch.tensor([{Rows(logits.Select(r => r.Select(v => v.ToString("r", CultureInfo.InvariantCulture))))}], dtype=torch.float64)
            y = torch.tensor([{Rows(Enumerable.Range(0, Images).Select(i => Enumerable.Range(0, Classes).Select(c => labels[i, c] ? "1" : "0")))}]).double()
            print(torch.nn.functional.binary_cross_entropy_with_logits(x, y).item())
            for c in range({Classes}):
                total, last = 0, 0
                for threshold in sorted(set(x[:, c].tolist()), reverse=True):
                    above = x[:, c] >= threshold
                    recall = (y[above, c].sum() / y[:, c].sum()).item()
                    total += (recall - last) * y[above, c].mean().item()
                    last = recall
                print(total)
            """;
        double[] expected = [.. Python.RunWithTorch(script).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        Assert.Equal(expected[0], result.Loss, 6);
        Assert.All(Enumerable.Range(0, Classes), c => Assert.Equal(expected[c + 1], result.LabelSets!.AveragePrecision[c]!.Value, 9));
    }

    [Fact]
    public void A_single_output_is_evaluated_as_two_classes()
    {
        var scores = new Scores(1, [0, 1, 1], LossKind.BinaryCrossEntropy);
        scores.Add([-2], 0);
        scores.Add([1], 1);
        scores.Add([-1], 2);
        var result = scores.Result();
        Assert.Equal([[1, 0], [1, 1]], result.ConfusionMatrix);
        double expected = new[] { -2.0, -1, 1 }.Sum(z => Math.Log(1 + Math.Exp(z))) / 3;
        Assert.Equal(expected, result.Loss, 9);
    }

    private static EvaluationResult Evaluate(float[][] logits, bool[,] labels)
    {
        var scores = new LabelSetScores(new LabelSets(labels));
        for (int i = 0; i < logits.Length; i++)
            scores.Add(logits[i], i);
        return scores.Result();
    }

    private static string Rows(IEnumerable<IEnumerable<string>> rows) =>
        string.Join(", ", rows.Select(r => "[" + string.Join(", ", r) + "]"));
}
