using System.Runtime.CompilerServices;

namespace ModelGen.LibTorch.Tests.Lifetime;

public class TensorLifetimeTests
{
    [Fact]
    public void ADisposedTensorIsRefused()
    {
        var tensor = ones(2);
        tensor.Dispose();
        tensor.Dispose();

        Assert.True(tensor.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => tensor.shape);
        Assert.Throws<InvalidOperationException>(() => tensor + 1);
        Assert.Throws<InvalidOperationException>(() => ones(2).add(tensor));
    }

    [Fact]
    public void TotalCountFollowsTensors()
    {
        Garbage.Collect();
        long before = Tensor.TotalCount;
        var tensor = ones(2);
        Assert.Equal(before + 1, Tensor.TotalCount);
        Assert.True(Tensor.PeakCount >= before + 1);
        tensor.Dispose();

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void TheFinalizerFreesWhatIsForgotten()
    {
        Garbage.Collect();
        long before = Tensor.TotalCount;
        Forget();
        Assert.Equal(before + 10, Tensor.TotalCount);
        Garbage.Collect();

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void AnAliasIsASecondWrapper()
    {
        using var tensor = zeros(2);
        using (var alias = tensor.alias())
        {
            alias.add_(1);
            Assert.NotSame(tensor, alias);
        }

        Assert.Equal(1f, tensor[0].item<float>());
    }

    [Fact]
    public void AnArrayLivesAsLongAsItsTensor()
    {
        var (tensor, array) = OverArray();
        Garbage.Collect();
        Assert.True(array.IsAlive);
        Assert.Equal(3f, tensor[2].item<float>());
        tensor.Dispose();
        Garbage.Collect();

        Assert.False(array.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget()
    {
        for (int k = 0; k < 10; k++)
            _ = ones(1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Tensor Tensor, WeakReference Array) OverArray()
    {
        float[] array = [1, 2, 3];
        return (from_array(array), new WeakReference(array));
    }
}
