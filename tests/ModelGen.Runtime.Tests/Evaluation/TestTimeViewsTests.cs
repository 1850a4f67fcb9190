using ModelGen.Data;
using ModelGen.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Evaluation;

public sealed class TestTimeViewsTests
{
    [Theory]
    [InlineData(TestTimeViews.None, 1)]
    [InlineData(TestTimeViews.Flip, 2)]
    [InlineData(TestTimeViews.Crops, 5)]
    [InlineData(TestTimeViews.Flip | TestTimeViews.Crops, 10)]
    public void Logits_are_the_mean_over_the_views(TestTimeViews views, int expected)
    {
        using var scope = NewDisposeScope();
        var model = new Recorder();
        var images = rand(2, 3, 28, 14);
        var logits = ViewedLogits.Of(model, images, views);
        Assert.Equal(expected, model.Seen.Count);
        Assert.Equal(expected, model.Seen.Select(v => string.Join(',', v.data<float>().ToArray())).Distinct().Count());
        Assert.All(model.Seen, v => Assert.Equal(images.shape, v.shape));
        Assert.True(stack(model.Seen.Select(Recorder.Logits)).mean([0]).allclose(logits));
    }

    [Fact]
    public void Crops_are_the_middle_and_the_corners_of_a_margin_of_mirrored_pixels()
    {
        using var scope = NewDisposeScope();
        var model = new Recorder();
        var images = arange(28 * 28).to(ScalarType.Float32).reshape(1, 1, 28, 28);
        ViewedLogits.Of(model, images, TestTimeViews.Crops);
        // A margin of 28/14 = 2: the first crop's third row and column are the image's first, and its first the image's third.
        Assert.Equal([0f, 2 * 28 + 2, 28 * 28 - 1 - (2 * 28) - 2],
            [model.Seen[1][0, 0, 2, 2].item<float>(), model.Seen[1][0, 0, 0, 0].item<float>(), model.Seen[1][0, 0, 27, 27].item<float>()]);
        Assert.Equal(27 * 28 + 27, model.Seen[4][0, 0, 25, 25].item<float>());
    }

    [Fact]
    public void Evaluation_and_prediction_take_them()
    {
        manual_seed(1);
        using var model = TinyModel.Info.Create(null);
        var data = TestImages.Synthetic;
        using var loader = new BatchLoader(data.Test, data.Normalization, null, new BatchLoaderOptions { BatchSize = 100 });
        var plain = Evaluator.Run(model, loader);
        var both = Evaluator.Run(model, loader, new EvaluationOptions { Views = TestTimeViews.Flip | TestTimeViews.Crops });
        Assert.NotEqual(plain.Loss, both.Loss);
        float[] probabilities = Evaluator.Predict(model, loader, new EvaluationOptions { Views = TestTimeViews.Flip })[3];
        Assert.Equal(1, probabilities.Sum(), 4);
        Assert.NotEqual(Evaluator.Predict(model, loader)[3], probabilities);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    public void Sigmoids_are_probabilities_each_by_itself_and_a_single_one_gives_two(int outputs, int expected)
    {
        manual_seed(1);
        using var model = TinyModel.Binary(outputs).Create(null);
        var data = TestImages.Synthetic;
        using var loader = new BatchLoader(data.Test, data.Normalization, [0, 1], new BatchLoaderOptions { BatchSize = 2 });
        var found = Evaluator.Predict(model, loader, new EvaluationOptions { Loss = LossKind.BinaryCrossEntropy });
        Assert.All(found, p => Assert.Equal(expected, p.Length));
        Assert.All(found.SelectMany(p => p), p => Assert.InRange(p, 0, 1));
        if (outputs == 1)
            Assert.All(found, p => Assert.Equal(1, p[0] + p[1], 5));
        else
            Assert.All(found, p => Assert.NotEqual(1, p.Sum(), 3));
    }

    /// <summary>Keeps what it is shown; its logits are the first two columns' sums.</summary>
    private sealed class Recorder() : nn.Module<Tensor, Tensor>("Recorder")
    {
        public List<Tensor> Seen { get; } = [];

        public static Tensor Logits(Tensor images) => images.narrow(3, 0, 2).sum([1, 2]);

        public override Tensor forward(Tensor input)
        {
            Seen.Add(input.clone());
            return Logits(input);
        }
    }
}
