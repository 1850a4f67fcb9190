using System.Globalization;
using ModelGen.Data;
using ModelGen.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(600)]
    public void Results_do_not_depend_on_the_batch_size(int batchSize)
    {
        manual_seed(1);
        using var model = TinyModel.Info.Create(null);
        var expected = Evaluate(model, 64);
        var found = Evaluate(model, batchSize);
        Assert.Equal(600, found.Images);
        Assert.Equal(expected.Loss, found.Loss, 5);
        Assert.Equal(expected.ConfusionMatrix, found.ConfusionMatrix);
    }

    [Fact]
    public void Leaves_the_model_in_its_mode_and_its_buffers_alone()
    {
        using var model = TinyModel.Info.Create(null);
        model.train();
        byte[] before = model.state_dict()["bn1.running_mean"].bytes.ToArray();
        Evaluate(model, 100);
        Assert.True(model.training);
        Assert.Equal(before, model.state_dict()["bn1.running_mean"].bytes.ToArray());
        model.eval();
        Evaluate(model, 100);
        Assert.False(model.training);
    }

    [SkippableFact]
    public void Loss_top_1_and_top_5_are_PyTorchs()
    {
        var random = new Random(3);
        const int Count = 50;
        var logits = Enumerable.Range(0, Count)
            .Select(_ => Enumerable.Range(0, 10).Select(_ => (float)(random.NextDouble() * 20) - 10).ToArray()).ToArray();
        int[] labels = [.. Enumerable.Range(0, Count).Select(_ => random.Next(10))];
        var scores = new Scores(10, labels);
        for (int i = 0; i < Count; i++)
            scores.Add(logits[i], i);
        var result = scores.Result();

        string script = string.Create(CultureInfo.InvariantCulture, $"""
            import torch
            x = torch.tensor([{string.Join(",", logits.Select(row => "[" + string.Join(",", row.Select(v => v.ToString("r", CultureInfo.InvariantCulture))) + "]"))}])
            y = torch.tensor([{string.Join(",", labels)}])
            print(torch.nn.functional.cross_entropy(x.double(), y).item())
            print((x.argmax(1) == y).float().mean().item())
            print((x.topk(5).indices == y[:, None]).any(1).float().mean().item())
            """);
        double[] expected = [.. Python.RunWithTorch(script).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        Assert.Equal(expected[0], result.Loss, 9);
        Assert.Equal(expected[1], result.Top1, 6);
        Assert.Equal(expected[2], result.Top5, 6);
    }

    [Fact]
    public void The_confusion_matrix_has_true_classes_in_rows()
    {
        var scores = new Scores(3, [0, 1, 2]);
        scores.Add([0, 5, 1], 0);
        scores.Add([0, 5, 1], 1);
        scores.Add([9, 5, 1], 0);
        var result = scores.Result();
        Assert.Equal([[1, 1, 0], [0, 1, 0], [0, 0, 0]], result.ConfusionMatrix);
        Assert.Equal([0.5, 1, null], result.ClassAccuracy);
    }

    [Fact]
    public void Precision_recall_and_F1_are_those_of_the_confusions()
    {
        var result = new EvaluationResult { Images = 14, Loss = 0, Top1 = 0, Top5 = 0, ConfusionMatrix = [[5, 1, 0, 0], [2, 3, 0, 0], [1, 2, 0, 0], [0, 0, 0, 0]] };
        Assert.Equal([5.0 / 8, 3.0 / 6, null, null], result.Precision);
        Assert.Equal([5.0 / 6, 3.0 / 5, 0, null], result.Recall);
        // 2·precision·recall / (precision + recall)
        Assert.Equal(2 * (5.0 / 8) * (5.0 / 6) / ((5.0 / 8) + (5.0 / 6)), result.F1[0]!.Value, 12);
        Assert.Equal(0, result.F1[2]);
        Assert.Null(result.F1[3]);
        Assert.Equal((result.F1[0] + result.F1[1] + 0) / 3, result.MeanF1);
    }

    [SkippableFact]
    public void The_calibration_error_is_that_of_its_definition()
    {
        var random = new Random(9);
        const int Count = 400;
        var logits = Enumerable.Range(0, Count).Select(_ => Enumerable.Range(0, 4).Select(_ => (float)(random.NextDouble() * 6)).ToArray())
            .ToArray();
        int[] labels = [.. Enumerable.Range(0, Count)
            .Select(i => random.NextDouble() < 0.5 ? Array.IndexOf(logits[i], logits[i].Max()) : random.Next(4))];
        var scores = new Scores(4, labels);
        for (int i = 0; i < Count; i++)
            scores.Add(logits[i], i);
        var calibration = scores.Result().Calibration!;
        string script = string.Create(CultureInfo.InvariantCulture, $"""
            import torch
            x = torch.tensor([{string.Join(",", logits.Select(row => "[" + string.Join(",", row.Select(v => v.ToString("r", CultureInfo.InvariantCulture))) + "]"))}], dtype=torch.float64)
            y = torch.tensor([{string.Join(",", labels)}])
            confidence, prediction = x.softmax(1).max(1)
            right = (prediction == y).double()
            ece = 0
            for i in range(15):
                inside = (confidence > i / 15) & (confidence <= (i + 1) / 15)
                if inside.any():
                    ece += inside.double().mean() * (right[inside].mean() - confidence[inside].mean()).abs()
            print(ece.item())
            """);
        Assert.Equal(double.Parse(Python.RunWithTorch(script), CultureInfo.InvariantCulture), calibration.Error, 7);
        Assert.Equal(Count, calibration.Bins.Sum(b => b.Images));
    }

    [Fact]
    public void A_score_that_is_not_a_number_is_never_right()
    {
        var scores = new Scores(3, [0, 1, 2]);
        scores.Add([1, float.NaN, 0], 0);
        Assert.Equal(0, scores.Result().Top1);
        Assert.True(double.IsNaN(scores.Result().Loss));
    }

    private static EvaluationResult Evaluate(nn.Module<Tensor, Tensor> model, int batchSize)
    {
        var data = TestImages.Synthetic;
        using var loader = new BatchLoader(data.Test, data.Normalization, null, new BatchLoaderOptions { BatchSize = batchSize });
        return Evaluator.Run(model, loader);
    }
}
