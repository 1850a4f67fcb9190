using System.Runtime.InteropServices;
using ModelGen.LibTorch.Tests.Lifetime;

namespace ModelGen.LibTorch.Tests.Binding;

public class CountTests
{
    [Fact]
    public void EveryTensorOfTwoHundredStepsIsFreed()
    {
        using var weight = randn(16, 16, requires_grad: true);
        using var inputs = randn(8, 16);
        Step(weight, inputs);
        Garbage.Collect();
        long native = SystemTorch.LiveTensors, managed = Tensor.TotalCount;

        for (int step = 0; step < 200; step++)
            Step(weight, inputs);

        Assert.Equal(native, SystemTorch.LiveTensors);
        Assert.Equal(managed, Tensor.TotalCount);
    }

    [Fact]
    public void AnOperatorThatFailsLeavesNothingBehind()
    {
        using Tensor left = ones(2, 3), right = ones(4, 5);
        Garbage.Collect();
        long native = SystemTorch.LiveTensors;

        var error = Assert.Throws<ExternalException>(() => left.matmul(right));

        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", error.Message);
        Assert.Equal(native, SystemTorch.LiveTensors);
    }

    private static void Step(Tensor weight, Tensor inputs)
    {
        using (NewDisposeScope())
        {
            var loss = inputs.matmul(weight).relu().pow(2).mean();
            loss.backward();
            using (no_grad())
                weight.sub_(weight.grad! * 0.01);
            weight.grad = null;
        }
    }
}
