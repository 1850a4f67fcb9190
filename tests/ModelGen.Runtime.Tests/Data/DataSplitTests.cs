using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class DataSplitTests
{
    // Uneven classes: 600, 300 and 100 images.
    private static readonly int[] Labels = [.. Enumerable.Range(0, 1000).Select(i => i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2)];

    [Fact]
    public void Training_and_validation_are_disjoint_and_cover_everything()
    {
        var split = DataSplit.Create(Labels, null, new HoldOut(100, 0), seed: 1);
        Assert.Equal(100, split.Validation.Count);
        Assert.Equal(Enumerable.Range(0, 1000), split.Train.Concat(split.Validation).Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(500)]
    public void Classes_keep_their_shares(int? subset)
    {
        var split = DataSplit.Create(Labels, subset, new HoldOut(0, 0.2), seed: 1);
        AssertShares(split.Validation);
        AssertShares(split.Train);
        Assert.Equal(subset ?? 1000, split.Train.Count + split.Validation.Count);

        static void AssertShares(IReadOnlyList<int> indices)
        {
            double[] shares = [0.6, 0.3, 0.1];
            for (int c = 0; c < 3; c++)
                Assert.InRange(indices.Count(i => Labels[i] == c), (shares[c] * indices.Count) - 1, (shares[c] * indices.Count) + 1);
        }
    }

    [Fact]
    public void Depends_on_the_seed_alone()
    {
        var split = DataSplit.Create(Labels, null, new HoldOut(50, 0), 1);
        Assert.Equal(split.Validation, DataSplit.Create(Labels, null, new HoldOut(50, 0), 1).Validation);
        Assert.NotEqual(split.Validation, DataSplit.Create(Labels, null, new HoldOut(50, 0), 2).Validation);
    }

    [Theory]
    [InlineData("5000", 5000, 0)]
    [InlineData("0", 0, 0)]
    [InlineData("0.1", 0, 0.1)]
    [InlineData(".25", 0, 0.25)]
    public void Hold_outs_are_numbers_or_shares(string text, int images, double share) =>
        Assert.Equal(new HoldOut(images, share), HoldOut.Parse(text));

    [Theory]
    [InlineData("1.5")]
    [InlineData("-3")]
    [InlineData("ten")]
    public void Other_hold_outs_are_refused(string text) => Assert.Null(HoldOut.Parse(text));

    [Fact]
    public void Holding_out_everything_is_an_error() =>
        Assert.Throws<UserError>(() => DataSplit.Create(Labels, 100, new HoldOut(100, 0), 1));
}
