using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ModelGen.Parity.Tests;

/// <summary>Memory that doesn't grow: planned disposal, no dispose scope, no help from the garbage collector.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData("ResNet20")]
    [InlineData("PreResNet20")]
    public void Resident_memory_after_500_training_steps_is_that_after_50(string name)
    {
        manual_seed(1);
        using var model = Zoo.Create(name);
        using var optimizer = optim.SGD(model.parameters(), 0.01, momentum: 0.9, weight_decay: 5e-4);
        using var images = randn(32, 3, 32, 32);
        using var labels = randint(10, 32);
        long after50 = 0;
        for (int step = 1; step <= 500; step++)
        {
            optimizer.zero_grad();
            using var logits = model.call(images);
            using var loss = nn.functional.cross_entropy(logits, labels);
            loss.backward();
            optimizer.step();
            if (step == 50)
                after50 = ResidentBytes();
        }

        long after500 = ResidentBytes();
        Assert.True(after500 <= after50 * 1.05, $"{after50 / 1e6:f0} MB after 50 steps, {after500 / 1e6:f0} MB after 500");
    }

    private static long ResidentBytes()
    {
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
