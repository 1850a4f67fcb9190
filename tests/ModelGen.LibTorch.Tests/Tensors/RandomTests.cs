namespace ModelGen.LibTorch.Tests.Tensors;

public class RandomTests
{
    [Fact]
    public void AStateIsTakenAndGivenBack()
    {
        manual_seed(5);
        using var state = get_rng_state();
        using var first = rand(4);
        set_rng_state(state);
        using var again = rand(4);

        Assert.True(first.Equals(again));
    }

    [Fact]
    public void AGeneratorOfOnesOwnLeavesTheDefaultAlone()
    {
        manual_seed(5);
        using var expected = rand(4);
        manual_seed(5);
        using var own = new Generator(5);
        using var others = rand(4, generator: own);
        using var found = rand(4);

        Assert.True(expected.Equals(found));
        Assert.True(expected.Equals(others));
        Assert.Equal(5, own.initial_seed());
    }

    [Fact]
    public void ManualSeedGivesTheDefaultGenerator()
    {
        manual_seed(11);

        Assert.Equal(11, initial_seed());
        Assert.Equal(11, Generator.Default.initial_seed());
    }
}
