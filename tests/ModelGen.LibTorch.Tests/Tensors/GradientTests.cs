namespace ModelGen.LibTorch.Tests.Tensors;

public class GradientTests
{
    [Fact]
    public void GradientsAddUpUntilCleared()
    {
        using var x = ones(2, requires_grad: true);
        Assert.Null(x.grad);
        (x * 3).sum().backward();
        (x * 3).sum().backward();
        Assert.Equal([6f, 6], x.grad!.data<float>().ToArray());
        x.grad = null;

        Assert.Null(x.grad);
    }

    [Fact]
    public void AGradientCanBeSet()
    {
        using var x = ones(2, requires_grad: true);
        x.grad = full(2, 4f);

        Assert.Equal([4f, 4], x.grad.data<float>().ToArray());
    }

    [Fact]
    public void GradLeavesTheLeavesAlone()
    {
        using Tensor x = ones(2, requires_grad: true), unused = ones(1, requires_grad: true);
        var y = (x * x).sum();
        var gradients = autograd.grad([y], [x, unused], allow_unused: true);

        Assert.Equal([2f, 2], gradients[0].data<float>().ToArray());
        Assert.Null(x.grad);
    }

    [Fact]
    public void SecondDerivativesNeedAGraphOfTheFirst()
    {
        using var x = torch.tensor(3f, requires_grad: true);
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];

        Assert.Equal(27f, first.item<float>());
        Assert.Equal(18f, second.item<float>());
    }

    [Fact]
    public void ModesNestAndEnd()
    {
        using var x = ones(1, requires_grad: true);
        Assert.True(is_grad_enabled());
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad())
                Assert.True((x * 2).requires_grad);
            Assert.False(is_grad_enabled());
        }
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.True(is_grad_enabled() && !is_inference_mode_enabled());
        Assert.True((x * 2).requires_grad);
    }

    [Fact]
    public void DetachedTensorsLeaveTheGraph()
    {
        using var x = ones(2, requires_grad: true);
        var y = x * 2;

        Assert.False(y.is_leaf);
        Assert.False(y.detach().requires_grad);
        Assert.True(x.clone().requires_grad);
    }

    [Fact]
    public void AnInnerGradientIsKeptOnRequest()
    {
        using var x = ones(2, requires_grad: true);
        var y = x * 2;
        y.retain_grad();
        (y * y).sum().backward();

        Assert.Equal([4f, 4], y.grad!.data<float>().ToArray());
    }

    [Fact]
    public void AGradientOfThePartsIsGiven()
    {
        using var x = ones(2, requires_grad: true);
        (x * 2).backward([torch.tensor(new[] { 1f, 10 })]);

        Assert.Equal([2f, 20], x.grad!.data<float>().ToArray());
    }
}
