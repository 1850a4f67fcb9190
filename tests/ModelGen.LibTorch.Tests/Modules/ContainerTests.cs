namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>Containers register what they hold, as it comes and goes.</summary>
public class ContainerTests
{
    [Fact]
    public void SequentialHasNamesPlacesAndSlices()
    {
        using var net = nn.Sequential(("a", nn.Linear(2, 3)), ("b", nn.ReLU())).append("c", nn.Linear(3, 1)).append(nn.Sigmoid());
        Assert.Equal(["a", "b", "c", "3"], net.named_children().Select(child => child.name));
        Assert.Equal(4, net.Count);
        Assert.IsType<TorchSharp.Modules.ReLU>(net[1]);
        Assert.Equal(["b", "c"], net[1..3].named_children().Select(child => child.name));
        Assert.Equal(["a", "b", "c"], net[(null, 3)].named_children().Select(child => child.name));
        Assert.Same(net[0], net[..^2][0]);
        Assert.Throws<InvalidOperationException>(() => net.append("a", nn.ReLU()));
        Assert.Throws<IndexOutOfRangeException>(() => net[(0, 9)]);
    }

    [Fact]
    public void EmptySequentialGivesItsInputAsASecondWrapper()
    {
        using var input = ones(3);
        using (var result = nn.Sequential().call(input))
            Assert.True(result.Equals(input));
        Assert.False(input.IsInvalid);
    }

    [Fact]
    public void EverySequentialOverloadNamesAlike()
    {
        var (one, two) = (nn.Linear(2, 2), nn.ReLU());
        string[][] names =
        [
            Names(nn.Sequential(one, two)),
            Names(nn.Sequential(new List<nn.Module<Tensor, Tensor>> { one, two })),
            Names(nn.Sequential(("0", one), ("1", two))),
            Names(nn.Sequential(new List<(string, nn.Module<Tensor, Tensor>)> { ("0", one), ("1", two) })),
            Names(nn.Sequential(Tuple.Create<string, nn.Module<Tensor, Tensor>>("0", one))),
            Names(nn.Sequential(new List<Tuple<string, nn.Module<Tensor, Tensor>>> { new("0", one), new("1", two) })),
        ];
        Assert.All(names, found => Assert.Equal(new[] { "0", "1" }.Take(found.Length), found));
        one.Dispose();

        static string[] Names(nn.Module module) => [.. module.named_children().Select(child => child.name)];
    }

    [Fact]
    public void ListRenumbersItsModules()
    {
        var (a, b, c) = (nn.Linear(1, 1), nn.Linear(2, 2), nn.Linear(3, 3));
        using var list = nn.ModuleList(a, b);
        list.Insert(0, c);
        Assert.Equal(["0", "1", "2"], list.named_children().Select(child => child.name));
        Assert.Equal([3L, 1, 2], list.Select(layer => layer.in_features));
        Assert.True(list.Remove(a));
        Assert.Equal([9L, 3, 4, 2], list.parameters().Select(parameter => parameter.numel()));
        list[1] = a;
        list.append(b);
        Assert.Equal(["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"], list.named_parameters().Select(one => one.name));
        Assert.Equal(1, list.IndexOf(a));
        list.RemoveAt(0);
        Assert.Equal(2, list.Count);
        c.Dispose();
    }

    [Fact]
    public void DictionaryKeepsNamesAndOrder()
    {
        var (a, b) = (nn.Linear(1, 1), nn.Linear(2, 2));
        using var dictionary = nn.ModuleDict(("z", a), ("a", b));
        Assert.Equal(["z.weight", "z.bias", "a.weight", "a.bias"], dictionary.named_parameters().Select(one => one.name));
        Assert.Same(b, dictionary["a"]);
        Assert.Equal(("z", a), dictionary[0]);
        Assert.True(dictionary.Remove("z"));
        dictionary.Add("c", a);
        Assert.Equal(["a", "c"], dictionary.Keys);
        Assert.Equal(["a", "c"], dictionary.named_children().Select(child => child.name));
        Assert.False(dictionary.ContainsKey("z"));
    }

    [Fact]
    public void ParametersAreNumbered()
    {
        var (a, b) = (nn.Parameter(ones(1)), nn.Parameter(ones(1)));
        using var list = nn.ParameterList(a, b);
        Assert.Equal(["0", "1"], list.state_dict().Keys);
        // Both have equal elements; it is the object that counts.
        Assert.Equal(1, list.IndexOf(b));
        Assert.True(list.Remove(a));
        Assert.Same(b, list.get_parameter("0"));
        a.Dispose();
    }
}
