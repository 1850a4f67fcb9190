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
    public void TwoHundredTrainingStepsOfANetworkLeaveItsStateAlone()
    {
        using var net = nn.Sequential(
            nn.Conv2d(3, 4, 3, padding: 1, bias: false), nn.BatchNorm2d(4), nn.ReLU(inplace: true), nn.Dropout(0.1),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 5));
        using var optimizer = optim.Adam(net.parameters(), 1e-3, weight_decay: 1e-4);
        using Tensor images = randn(8, 3, 6, 6), labels = randint(5, [8L]);
        Train(net, optimizer, images, labels);
        Garbage.Collect();
        long native = SystemTorch.LiveTensors, managed = Tensor.TotalCount;

        for (int step = 0; step < 200; step++)
            Train(net, optimizer, images, labels);

        // Nothing waits for the finalizer either.
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

    private static void Train(nn.Module<Tensor, Tensor> net, optim.Optimizer optimizer, Tensor images, Tensor labels)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.cross_entropy(net.call(images), labels).backward();
        optimizer.step();
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
