using System.Diagnostics;

namespace ModelGen.LibTorch.Tests.Binding;

/// <summary>A call costs little: its wrapper is all it allocates, and its time is libtorch's.</summary>
public class CallCostTests
{
    private const int Calls = 2_000;

    [Fact]
    public void ACallAllocatesItsWrapperAlone()
    {
        using Tensor left = ones(4), right = ones(4);
        Assert.Equal(0, Allocated(() => left.add_(right)));
        long wrapper = Allocated(() => left.add(right).Dispose());

        Assert.InRange(wrapper, 1, 64);
        // The array of sizes is the caller's.
        Assert.InRange(Allocated(() => left.view(2, 2).Dispose()), wrapper, wrapper + 48);
    }

    [Fact]
    public void ASmallCallTakesMicroseconds()
    {
        using Tensor left = ones(4), right = ones(4);
        var best = TimeSpan.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            var watch = Stopwatch.StartNew();
            for (int call = 0; call < Calls; call++)
                left.add_(right);
            best = watch.Elapsed < best ? watch.Elapsed : best;
        }

        // About one, on an idle machine; the bound is for busy ones.
        Assert.InRange(best.TotalMicroseconds / Calls, 0, 20);
    }

    private static long Allocated(Func<object> call) => Allocated(() => { call(); });

    private static long Allocated(Action call)
    {
        for (int k = 0; k < 100; k++)
            call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int k = 0; k < Calls; k++)
            call();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Calls;
    }
}
