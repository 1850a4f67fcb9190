using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class SyntheticImagesTests
{
    [Fact]
    public void Equal_seeds_give_equal_images_and_others_others()
    {
        var first = SyntheticImages.Create(1, 200, 50);
        var second = SyntheticImages.Create(1, 200, 50);
        Assert.Equal(first.Train.Pixels, second.Train.Pixels);
        Assert.Equal(first.Normalization, second.Normalization);
        Assert.NotEqual(first.Train.Pixels, SyntheticImages.Create(2, 200, 50).Train.Pixels);
        Assert.NotEqual(first.Train.Pixels.AsSpan(0, 50 * 3072).ToArray(), first.Test.Pixels);
    }

    [Fact]
    public void Has_ten_even_classes_of_CIFAR_images_and_says_that_it_is_synthetic()
    {
        var set = SyntheticImages.Create(1, 200, 50);
        Assert.Equal(new ImageShape(3, 32, 32), set.Train.Shape);
        Assert.Equal(Enumerable.Repeat(20, 10), set.Train.AllLabels.CountBy(l => l).OrderBy(p => p.Key).Select(p => p.Value));
        Assert.True(set.IsSynthetic);
        Assert.Contains("synthetic", set.Source);
        Assert.Equal(10, set.ClassNames.Distinct().Count());
    }
}
