using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Models;

/// <summary>The joined calls of generated code are the steps one by one.</summary>
public class NormActivationTests
{
    public static TheoryData<string> Calls => [.. Joined.Keys];

    private static Dictionary<string, (Func<BatchNorm2d, Tensor, Tensor, Tensor> Call, Func<Tensor, Tensor, Tensor> Then)> Joined { get; } = new()
    {
        ["CallRelu"] = ((norm, x, _) => norm.CallRelu(x), (y, _) => y.relu()),
        ["CallRelu6"] = ((norm, x, _) => norm.CallRelu6(x), (y, _) => y.relu6()),
        ["CallAdd"] = ((norm, x, shortcut) => norm.CallAdd(x, shortcut), (y, shortcut) => y + shortcut),
        ["CallAddRelu"] = ((norm, x, shortcut) => norm.CallAddRelu(x, shortcut), (y, shortcut) => (y + shortcut).relu()),
        ["CallAddRelu6"] = ((norm, x, shortcut) => norm.CallAddRelu6(x, shortcut), (y, shortcut) => (y + shortcut).relu6()),
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_call_is_its_steps(string name)
    {
        using var scope = NewDisposeScope();
        foreach (bool channelsLast in new[] { true, false })
        {
            using var norm = nn.BatchNorm2d(8);
            using var twin = nn.BatchNorm2d(8);
            var input = Images(channelsLast);
            var shortcut = Images(channelsLast);
            var copies = (input.clone(), shortcut.clone());
            foreach (bool training in new[] { true, false })
            {
                norm.train(training);
                twin.train(training);
                var found = Joined[name].Call(norm, input, shortcut);
                Assert.True(found.allclose(Joined[name].Then(twin.call(input), shortcut), rtol: 1e-5, atol: 1e-6));
            }

            Assert.True(norm.running_var!.allclose(twin.running_var!));
            Assert.Equal(1, norm.num_batches_tracked!.item<long>());
            Assert.True(input.equal(copies.Item1).all().item<bool>() && shortcut.equal(copies.Item2).all().item<bool>());
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void A_hook_sees_the_norms_own_output(string name)
    {
        using var scope = NewDisposeScope();
        using var norm = nn.BatchNorm2d(8);
        var input = Images(channelsLast: true);
        Tensor? seen = null;
        norm.register_forward_hook((_, _, output) =>
        {
            seen = output.clone();
            return output;
        });
        var shortcut = Images(channelsLast: true);
        var found = Joined[name].Call(norm, input, shortcut);
        Assert.NotNull(seen);
        Assert.True(found.allclose(Joined[name].Then(seen, shortcut), rtol: 1e-5, atol: 1e-6));
    }

    private static Tensor Images(bool channelsLast)
    {
        var made = randn(2, 8, 5, 5) * 4;
        return channelsLast ? made.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : made;
    }
}
