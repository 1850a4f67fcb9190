using System.Globalization;
using ModelGen.Data;
using ModelGen.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>What the recipe's losses are, against PyTorch; and models that learn by sigmoids.</summary>
public sealed class ObjectiveTests
{
    private const int Images = 6;
    private static readonly float[] Scores = [.. Enumerable.Range(0, Images * 3).Select(i => (float)Math.Round(Math.Sin(7 * i) * 4, 3))];
    private static readonly float[] Marks = [1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0];
    private static readonly long[] Classes = [2, 0, 1, 1, 2, 0];

    [SkippableTheory]
    [InlineData("sets", 0.0, "")]
    [InlineData("sets", 0.2, "")]
    [InlineData("sets", 0.0, "0.5, 1, 4")]
    [InlineData("classes", 0.1, "")]
    [InlineData("classes", 0.1, "0.5, 1, 4")]
    [InlineData("one output", 0.0, "3")]
    public void Binary_cross_entropy_is_PyTorchs(string form, double smoothing, string weights)
    {
        bool isSingle = form == "one output";
        double[] classWeights = [.. weights.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(w => double.Parse(w, CultureInfo.InvariantCulture))];
        var recipe = new Recipe { Loss = LossKind.BinaryCrossEntropy, LabelSmoothing = smoothing, ClassWeights = classWeights };
        using var scope = NewDisposeScope();
        using var objective = new Objective(TinyModel.Binary(isSingle ? 1 : 3), recipe, null);
        var logits = isSingle ? tensor(Scores[..Images]).reshape(Images, 1) : tensor(Scores).reshape(Images, 3);
        var labels = form == "sets" ? tensor(Marks).reshape(Images, 3) : tensor(isSingle ? [.. Classes.Select(c => c % 2)] : Classes);
        double found = objective.Loss(logits, new Batch(logits, labels, new int[Images])).item<float>();

        string script = $"""
            import torch
            from torch.nn.functional import one_hot
            x, y = torch.tensor([{Text(Scores)}]).reshape({Images}, 3), torch.tensor([{string.Join(", ", Classes)}])
            targets = dict(sets=torch.tensor([{Text(Marks)}]).reshape({Images}, 3), classes=one_hot(y, 3).float())
            targets["one output"] = (y % 2).float()[:, None]
            if "{form}" == "one output":
                x = x.flatten()[:{Images}, None]
            t = targets["{form}"] * (1 - {smoothing.ToString(CultureInfo.InvariantCulture)}) + {smoothing.ToString(CultureInfo.InvariantCulture)} / 2
            weights = torch.tensor([{weights}]) if "{weights}" else None
            print(torch.nn.BCEWithLogitsLoss(pos_weight=weights)(x, t).item())
            """;
        Assert.Equal(double.Parse(Python.RunWithTorch(script), CultureInfo.InvariantCulture), found, 5);
    }

    [Fact]
    public void A_mixed_batch_has_the_loss_of_mixed_targets()
    {
        using var scope = NewDisposeScope();
        using var objective = new Objective(TinyModel.Binary(3), new Recipe { Loss = LossKind.BinaryCrossEntropy }, null);
        var logits = tensor(Scores).reshape(Images, 3);
        var own = tensor(Marks).reshape(Images, 3);
        var other = own.flip(0);
        double mixed = objective.Loss(logits, new Batch(logits, own, new int[Images]) { Mixing = new Mixing(other, 0.3) }).item<float>();
        var targets = (own * 0.3) + (other * 0.7);
        Assert.Equal(nn.functional.binary_cross_entropy_with_logits(logits, targets).item<float>(), mixed, 5);
    }

    [Fact]
    public void Images_are_right_whose_every_class_is()
    {
        using var scope = NewDisposeScope();
        using var sets = new Objective(TinyModel.Binary(2), new Recipe { Loss = LossKind.BinaryCrossEntropy }, null);
        Assert.Equal(2, sets.Right(Rows([3, -1], [-1, -1], [2, 1]), Rows([1, 0], [0, 0], [1, 0])));
        using var single = new Objective(TinyModel.Binary(1), new Recipe { Loss = LossKind.BinaryCrossEntropy }, null);
        Assert.Equal(1, single.Right(Rows([3], [-1], [2]), tensor(new long[] { 1, 1, 0 })));
    }

    [Fact]
    public void Several_classes_an_image_are_learned()
    {
        var data = Several(TestImages.Synthetic);
        var info = TinyModel.Binary(data.ClassNames.Count);
        using var trainer = new Trainer(info, data, info.Recipe with { Epochs = 12, LearningRate = 0.5 }, new TrainingOptions { Seed = 1, Validation = HoldOut.OfImages(300) });
        var epochs = trainer.Run().Epochs;
        // The most frequent of the sets is that of three images in ten.
        Assert.True(epochs[^1].ValidationAccuracy > 0.5, $"{epochs[^1]}");
        Assert.True(epochs[^1].ValidationLoss < epochs[0].ValidationLoss);
    }

    [Fact]
    public void A_single_output_tells_two_classes_apart()
    {
        var data = Two();
        var info = TinyModel.Binary(1);
        using var trainer = new Trainer(info, data, info.Recipe, new TrainingOptions { Seed = 1, Validation = HoldOut.OfImages(50) });
        var last = trainer.Run().Epochs[^1];
        Assert.True(last.ValidationAccuracy > 0.9 && last.ValidationLoss < 0.3, $"{last}");
    }

    [Fact]
    public void Losses_that_do_not_fit_are_refused()
    {
        var sets = Several(TestImages.Synthetic);
        var recipe = new Recipe();
        var error = Assert.Throws<UserError>(() => new Trainer(TinyModel.Binary(3), sets, recipe));
        Assert.Contains("have any number of classes each: set loss: binary_cross_entropy", error.Message);
        Assert.Contains("would always be 0", Assert.Throws<UserError>(() => new Trainer(TinyModel.Binary(1), Two(), recipe)).Message);
    }

    /// <summary>Whether the image is of the first five classes, of an even one, and of one below 8.</summary>
    private static Dataset Several(Dataset data) => Dataset.Of("several", ["low", "even", "below 8"], Relabelled(data.Train), Relabelled(data.Test));

    private static ImageSet Relabelled(ImageSet images)
    {
        var labels = new bool[images.Count, 3];
        for (int i = 0; i < images.Count; i++)
            (labels[i, 0], labels[i, 1], labels[i, 2]) = (images.Labels[i] < 5, images.Labels[i] % 2 == 0, images.Labels[i] < 8);
        return new ImageSet(images.Shape, images.Pixels, new LabelSets(labels));
    }

    /// <summary>Noise, dark or bright.</summary>
    private static Dataset Two() => Dataset.Of("two", ["dark", "bright"], Shaded(400), Shaded(50));

    private static ImageSet Shaded(int count)
    {
        var noise = TestImages.Noise(count, new ImageShape(3, 32, 32), classes: 2);
        for (int i = 0; i < noise.Pixels.Length; i++)
            noise.Pixels[i] = (byte)((noise.Pixels[i] / 2) + (noise.Labels[i / noise.Shape.Size] * 100));
        return noise;
    }

    private static Tensor Rows(params float[][] rows) => tensor(rows.SelectMany(r => r).ToArray()).reshape(rows.Length, rows[0].Length);

    private static string Text(float[] values) => string.Join(", ", values.Select(v => v.ToString("r", CultureInfo.InvariantCulture)));
}
