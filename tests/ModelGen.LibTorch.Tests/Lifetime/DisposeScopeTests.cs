namespace ModelGen.LibTorch.Tests.Lifetime;

public class DisposeScopeTests
{
    [Fact]
    public void AScopeDisposesWhatIsMadeInIt()
    {
        Tensor inside;
        using (NewDisposeScope())
            inside = ones(3);

        Assert.True(inside.IsInvalid);
    }

    [Fact]
    public void WhatWasMadeBeforeOutlivesTheScope()
    {
        using var before = ones(3);
        using (NewDisposeScope())
            before.add_(1);

        Assert.False(before.IsInvalid);
        Assert.Equal(2f, before[0].item<float>());
    }

    [Fact]
    public void AMovedTensorBelongsToTheOuterScope()
    {
        Tensor moved;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
                moved = ones(3).MoveToOuterDisposeScope();
            Assert.False(moved.IsInvalid);
            Assert.True(outer.Contains(moved));
        }

        Assert.True(moved.IsInvalid);
    }

    [Fact]
    public void ATensorMovedOutOfTheOutermostScopeBelongsToNobody()
    {
        Tensor moved;
        using (NewDisposeScope())
            moved = ones(3).MoveToOuterDisposeScope();

        Assert.False(moved.IsInvalid);
        moved.Dispose();
    }

    [Fact]
    public void ADetachedTensorSurvivesEveryScope()
    {
        Tensor detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
                detached = ones(3).DetachFromDisposeScope();
        }

        Assert.False(detached.IsInvalid);
        detached.Dispose();
    }

    [Fact]
    public void AnAttachedTensorGoesWithItsNewScope()
    {
        var stray = ones(3);
        using (var scope = NewDisposeScope())
            scope.Attach(stray);

        Assert.True(stray.IsInvalid);
    }

    [Fact]
    public void EverythingButTheKeptIsDisposed()
    {
        using var scope = NewDisposeScope();
        Tensor kept = ones(1), other = ones(1);

        Assert.Same(kept, scope.DisposeEverythingBut(kept));

        Assert.False(kept.IsInvalid);
        Assert.True(other.IsInvalid);
        Assert.Equal(1, scope.DisposablesCount);
    }

    [Fact]
    public void ATensorDisposedByHandLeavesItsScope()
    {
        using var scope = NewDisposeScope();
        ones(1).Dispose();

        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void ScopesMayEndInAnyOrder()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var made = ones(1);

        Assert.True(inner.Contains(made));
        inner.Dispose();
        Assert.True(made.IsInvalid);
        Assert.Null(CurrentDisposeScope);
    }

    [Fact]
    public void AnEndedScopeSaysSo()
    {
        var scope = NewDisposeScope();
        scope.Dispose();
        scope.Dispose();

        Assert.Throws<ObjectDisposedException>(() => scope.DisposablesCount);
    }

    [Fact]
    public void EachThreadHasItsOwnScopes()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(1));
        thread.Start();
        thread.Join();

        Assert.False(scope.Contains(elsewhere!));
        elsewhere!.Dispose();
    }

    [Fact]
    public void AViewAndItsBaseAreFreedApart()
    {
        var whole = arange(6);
        using var view = whole.view(2, 3);
        whole.Dispose();

        Assert.Equal(5, view[1, 2].item<long>());
    }

    [Fact]
    public void StatisticsCountWhatTheThreadDoes()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        ones(1).Dispose();
        using (NewDisposeScope())
        {
            var first = ones(1);
            ones(1).DetachFromDisposeScope().Dispose();
            Assert.False(first.IsInvalid);
        }

        Assert.Equal(1, statistics.CreatedOutsideScopeCount);
        Assert.Equal(2, statistics.CreatedInScopeCount);
        Assert.Equal(1, statistics.DetachedFromScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void AnInPlaceResultIsItsOperand()
    {
        using var tensor = ones(2);

        Assert.Same(tensor, tensor.add_(1));
        Assert.Same(tensor, tensor.relu_());
        Assert.Same(tensor, tensor.fill_(3));
    }
}
