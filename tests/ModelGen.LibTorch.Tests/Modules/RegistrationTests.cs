using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>What a module knows of its parts, and under which names.</summary>
public class RegistrationTests
{
    private static readonly string[] keys =
    [
        "gain", "conv.weight", "conv.bias", "norm.weight", "norm.bias", "head.fc.weight", "head.fc.bias", "offset", "norm.running_mean",
        "norm.running_var", "norm.num_batches_tracked",
    ];

    [Fact]
    public void FieldsAreRegisteredUnderTheirNames()
    {
        using var net = new Net();
        Assert.Equal(keys.Order(), net.state_dict().Keys.Order());
        Assert.Equal(["conv", "norm", "head"], net.named_children().Select(child => child.name));
        Assert.Equal(["conv", "norm", "head", "head.pool", "head.flat", "head.fc"], net.named_modules().Select(one => one.name));
        Assert.Equal(7, net.parameters().Count());
        Assert.Equal(["gain"], net.named_parameters(recurse: false).Select(one => one.name));
        Assert.Same(net.Scale, net.get_parameter("gain"));
        Assert.Same(net.Norm.running_mean, net.get_buffer("norm.running_mean"));
        Assert.True(net.has_parameter("head.fc.bias") && net.has_buffer("offset"));
        Assert.False(net.has_parameter("head.fc.running_mean") || net.has_buffer("fc"));
        Assert.Equal("Net", net.GetName());
    }

    [Fact]
    public void UnregisteredFieldsAreFoundByTheParent()
    {
        using var child = new Net(registers: false);
        Assert.Empty(child.state_dict());
        using var parent = nn.ModuleDict(("net", child));
        Assert.Equal(keys.Select(key => $"net.{key}").Order(), parent.state_dict().Keys.Order());
    }

    [Fact]
    public void NamesAreChecked()
    {
        using var net = new Net();
        Assert.Throws<InvalidOperationException>(() => net.register_module("conv", nn.ReLU()));
        Assert.Throws<InvalidOperationException>(() => net.register_parameter("gain", nn.Parameter(ones(1))));
        Assert.Throws<InvalidOperationException>(() => net.register_buffer("offset", ones(1)));
        Assert.Throws<ArgumentException>(() => net.register_module("a.b", nn.ReLU()));
        Assert.Throws<ArgumentException>(() => net.register_module("", nn.ReLU()));
        Assert.Throws<ArgumentNullException>(() => net.register_buffer("none", null!));
        Assert.Throws<InvalidOperationException>(() => nn.ReLU().register_parameter("p", nn.Parameter(ones(1))));
        Assert.Throws<InvalidOperationException>(() => nn.ReLU().register_buffer("b", ones(1)));
        Assert.Throws<InvalidOperationException>(() => nn.ReLU().register_module("m", net));
        net.register_module("conv", null!);
        Assert.DoesNotContain("conv.weight", net.state_dict().Keys);
    }

    [Fact]
    public void SharedParametersComeOnceAndHaveAllTheirKeys()
    {
        using var layer = nn.Linear(2, 2);
        using var net = nn.Sequential(layer, nn.ReLU(), layer);
        Assert.Equal(["0.weight", "0.bias"], net.named_parameters().Select(one => one.name));
        Assert.Equal(["0.bias", "0.weight", "2.bias", "2.weight"], net.state_dict().Keys.Order());
    }

    [Fact]
    public void NonPersistentBuffersStayOutOfTheState()
    {
        using var net = new Net();
        net.register_buffer("cache", ones(2), persistent: false);
        Assert.DoesNotContain("cache", net.state_dict().Keys);
        Assert.Contains("cache", net.named_buffers().Select(one => one.name));
        Assert.DoesNotContain("cache", net.named_buffers(include_nonpersistent: false).Select(one => one.name));
        net.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, net.get_buffer("cache")!.dtype);
    }

    [Fact]
    public void TrainingModeReachesEveryModule()
    {
        using var net = new Net();
        Assert.All(net.modules(), module => Assert.True(module.training));
        net.eval();
        Assert.All(net.modules(), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules(), module => Assert.True(module.training));
        List<string> names = [];
        net.apply(module => names.Add(module.GetName()));
        Assert.Equal(["Conv2d", "BatchNorm2d", "AdaptiveAvgPool2d", "Flatten", "Linear", "Sequential", "Net"], names);
    }

    [Fact]
    public void ReplacedParametersAreFreedAndRegistered()
    {
        using var layer = nn.Linear(3, 2);
        var old = layer.weight;
        layer.weight = nn.Parameter(ones(2, 3));
        Assert.True(old.IsInvalid);
        Assert.Same(layer.weight, layer.get_parameter("weight"));
        layer.bias = null;
        Assert.Equal(["weight"], layer.state_dict().Keys);
        Assert.Equal([3f, 3f], layer.call(ones(3)).data<float>().ToArray());
    }
}
