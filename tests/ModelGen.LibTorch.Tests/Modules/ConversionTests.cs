using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>Conversions keep the objects, so that fields and optimizers stay valid; integers keep their dtype.</summary>
public class ConversionTests
{
    [Fact]
    public void ObjectsStayAndFollow()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var parameters = net.parameters().ToList();
        net.call(randn(2, 3, 5, 5)).sum().backward();

        Assert.Same(net, net.to(ScalarType.Float64));

        Assert.Equal(parameters, net.parameters(), ReferenceEqualityComparer.Instance);
        Assert.All(parameters, parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.All(parameters, parameter => Assert.Equal(ScalarType.Float64, parameter.grad!.dtype));
        Assert.All(parameters, parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
        Assert.Equal(ScalarType.Float64, net.Norm.running_mean!.dtype);
        Assert.Equal(ScalarType.Int64, net.Norm.num_batches_tracked!.dtype);

        net.zero_grad();
        Assert.All(parameters, parameter => Assert.Null(parameter.grad));
        net.call(randn(2, 3, 5, 5, ScalarType.Float64)).sum().backward();
        Assert.All(parameters, parameter => Assert.NotNull(parameter.grad));
    }

    [Fact]
    public void OptimizerMadeBeforeStillTrains()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(2, 1);
        using var optimizer = optim.SGD(layer.parameters(), 0.1, momentum: 0.9);
        layer.to(ScalarType.Float64);
        var before = layer.weight.clone();
        layer.call(ones(1, 2, ScalarType.Float64)).sum().backward();
        optimizer.step();
        Assert.True((before - 0.1).allclose(layer.weight));
    }

    [Fact]
    public void HalfFormsAndDevicesHaveShortNames()
    {
        using var layer = nn.Linear(2, 1);
        Assert.Equal(ScalarType.BFloat16, layer.bfloat16().weight.dtype);
        Assert.Equal(ScalarType.Float16, layer.half().weight.dtype);
        Assert.Equal(ScalarType.Float64, layer.@double().weight.dtype);
        Assert.Equal(ScalarType.Float32, layer.@float().weight.dtype);
        Assert.Equal(DeviceType.CPU, layer.cpu().to("cpu").to(CPU).to(DeviceType.CPU).weight.device_type);
        using var other = ones(1, ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, layer.to(other).weight.dtype);
        Assert.Throws<ArgumentException>(() => layer.to(ScalarType.Int32));
        if (!cuda.is_available())
            Assert.Throws<InvalidOperationException>(() => layer.cuda());
    }

    [Fact]
    public void ConversionLeavesNothingBehind()
    {
        LiveTensors.Settle();
        long before = Tensor.TotalCount;
        using (var net = new Net())
        {
            long live = Tensor.TotalCount;
            net.to(ScalarType.Float64).to(ScalarType.Float32).to(CPU);
            Assert.Equal(live, Tensor.TotalCount);
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void ModelMadeInAScopeSurvivesIt()
    {
        Net net;
        Conv2d conv;
        using (NewDisposeScope())
        {
            net = new Net();
            conv = nn.Conv2d(1, 1, 1);
            net.register_buffer("late", ones(1));
            net.register_parameter("extra", nn.Parameter(ones(1)));
        }
        Assert.All(net.state_dict().Values.Concat(conv.state_dict().Values), tensor => Assert.False(tensor.IsInvalid));
        net.Dispose();
        conv.Dispose();
        Assert.True(net.Scale.IsInvalid && conv.weight.IsInvalid && net.Norm.running_mean!.IsInvalid);
    }

    [Fact]
    public void ParameterTakesItsTensorOver()
    {
        using var scope = NewDisposeScope();
        var data = ones(2);
        var parameter = new Parameter(data, requires_grad: false);
        Assert.True(data.IsInvalid);
        Assert.False(parameter.requires_grad);
        Assert.True(scope.Contains(parameter) && !scope.Contains(data));
        Assert.True(ones(1).AsParameter().requires_grad);
    }
}
