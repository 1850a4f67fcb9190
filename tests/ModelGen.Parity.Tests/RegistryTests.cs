using ModelGen.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>
/// A new model is tested by existing: these run over the models of the registry. What needs the weights is left to models of moderate size,
/// what needs a forward pass to the smallest of each file; tests/parity.sh runs the others.
/// </summary>
public sealed class RegistryTests
{
    private const long ModerateParameters = 12_000_000;

    public static TheoryData<string> Names => [.. ModelRegistry.All.Select(m => m.Name)];

    public static TheoryData<string> Moderate => [.. ModelRegistry.All.Where(m => m.ParameterCount <= ModerateParameters).Select(m => m.Name)];

    public static TheoryData<string> Smallest => [.. Zoo.SmallestOfEachFile.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_tables_agree(string name)
    {
        var info = Zoo.Info(name);
        Assert.Equal(info.State.Count, info.State.Select(s => s.Name).Distinct().Count());
        Assert.Equal(info.ParameterCount, info.State.Where(s => s.IsParameter).Sum(s => s.Shape.Aggregate(1L, (a, b) => a * b)));
        Assert.Equal(info.ParameterCount, info.Layers.Sum(l => l.Parameters));
        Assert.Equal(info.MultiplyAdds, info.Layers.Sum(l => l.MultiplyAdds));
    }

    [Theory]
    [MemberData(nameof(Moderate))]
    public void The_manifest_is_the_state_dict(string name)
    {
        var info = Zoo.Info(name);
        using var model = info.Create(null);
        var state = model.state_dict();
        Assert.Equal(info.State.Select(s => s.Name).Order(), state.Keys.Order());
        foreach (var entry in info.State)
            Assert.Equal(entry.Shape, state[entry.Name].shape);
        Assert.Equal(info.ParameterCount, model.parameters().Sum(p => p.numel()));
    }

    [Theory]
    [MemberData(nameof(Smallest))]
    public void Forward_gives_one_logit_a_class_and_backward_reaches_every_parameter(string name)
    {
        var info = Zoo.Info(name);
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
        using var labels = randint(info.Classes, 2);
        using var loss = Auxiliary.Loss(model, input, labels);
        loss.backward();
        Assert.All(model.named_parameters(), p => Assert.True(p.parameter.grad is not null, $"{p.name} has no gradient"));
    }
}
