namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>Hooks see and replace what goes through call, not through forward.</summary>
public class HookTests
{
    [Fact]
    public void HooksRunInOrderAndCanBeRemoved()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.ReLU();
        List<string> log = [];
        var first = layer.register_forward_pre_hook((_, input) =>
        {
            log.Add("before");
            return input - 1;
        });
        var second = layer.register_forward_hook((_, input, result) =>
        {
            log.Add($"after {input.item<float>()}");
            return result * 10;
        });
        var third = layer.register_forward_pre_hook(module => log.Add($"{module.GetName()} begins"));
        var fourth = layer.register_forward_hook(module => log.Add($"{module.GetName()} ends"));

        Assert.Equal(20, layer.call(tensor(3f)).item<float>());
        Assert.Equal(["ReLU begins", "before", "after 2", "ReLU ends"], log);
        Assert.Equal(3, layer.forward(tensor(3f)).item<float>());

        second.remove();
        Assert.Equal(2, layer.call(tensor(3f)).item<float>());
        first.remove();
        third.remove();
        fourth.remove();
        log.Clear();
        Assert.Equal(3, layer.call(tensor(3f)).item<float>());
        Assert.Empty(log);
    }

    [Fact]
    public void HookThatGivesNullChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.ReLU();
        layer.register_forward_hook((_, _, _) => null!);
        layer.register_forward_pre_hook((_, _) => null!);
        Assert.Equal(3, layer.call(tensor(3f)).item<float>());
    }

    [Fact]
    public void HookCanRemoveItself()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.MSELoss();
        int calls = 0;
        nn.HookableModule<
            Func<nn.Module<Tensor, Tensor, Tensor>, Tensor, Tensor, (Tensor, Tensor)?>,
            Func<nn.Module<Tensor, Tensor, Tensor>, Tensor, Tensor, Tensor, Tensor>>.HookRemover? remover = null;
        remover = layer.register_forward_hook((_, _, _, result) =>
        {
            calls++;
            remover!.remove();
            return result;
        });
        layer.register_forward_pre_hook((_, input, target) => (input, target + 1));

        Assert.Equal(4, layer.call(tensor(0f), tensor(1f)).item<float>());
        Assert.Equal(4, layer.call(tensor(0f), tensor(1f)).item<float>());
        Assert.Equal(1, calls);
    }
}
