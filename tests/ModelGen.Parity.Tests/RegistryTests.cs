using ModelGen.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>A new model is tested by existing: these run over every model of the registry.</summary>
public sealed class RegistryTests
{
    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_manifest_is_the_state_dict(string name)
    {
        var info = ModelRegistry.All.Single(m => m.Name == name);
        using var model = info.Create(null);
        var state = model.state_dict();
        Assert.Equal(info.State.Select(s => s.Name).Order(), state.Keys.Order());
        foreach (var entry in info.State)
            Assert.Equal(entry.Shape, state[entry.Name].shape);
        Assert.Equal(info.ParameterCount, model.parameters().Sum(p => p.numel()));
        Assert.Equal(info.ParameterCount, info.Layers.Sum(l => l.Parameters));
        Assert.Equal(info.MultiplyAdds, info.Layers.Sum(l => l.MultiplyAdds));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Forward_gives_one_logit_a_class_and_backward_reaches_every_parameter(string name)
    {
        var info = ModelRegistry.All.Single(m => m.Name == name);
        using var model = info.Create(null);
        using var input = randn([2, .. info.InputShape]);
        model.eval();
        using (no_grad())
        {
            using var copy = input.clone();
            using var logits = model.call(input);
            Assert.Equal([2, info.Classes], logits.shape);
            Assert.True(input.allclose(copy, 0, 0), "forward wrote into its input");
        }

        model.train();
        using var output = model.call(input);
        using var loss = output.square().sum();
        loss.backward();
        Assert.All(model.named_parameters(), p => Assert.True(p.parameter.grad is not null, $"{p.name} has no gradient"));
    }
}
