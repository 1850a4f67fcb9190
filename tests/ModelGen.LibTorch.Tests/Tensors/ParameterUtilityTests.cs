using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Tensors;

public class ParameterUtilityTests
{
    [Fact]
    public void LargeGradientsAreScaledTogether()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [WithGradient(3f, 0), WithGradient(0, 4f), new(zeros(2))];

        double norm = nn.utils.clip_grad_norm_(parameters, 1);

        Assert.Equal(5, norm, 1e-5);
        Assert.Equal(0.6f, parameters[0].grad![0].item<float>(), 1e-5f);
        Assert.Equal(0.8f, parameters[1].grad![1].item<float>(), 1e-5f);
    }

    [Fact]
    public void SmallGradientsStay()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [WithGradient(3f, 4f)];

        Assert.Equal(4, nn.utils.clip_grad_norm_(parameters, 10, double.PositiveInfinity), 1e-6);
        Assert.Equal([3f, 4], parameters[0].grad!.data<float>().ToArray());
    }

    [Fact]
    public void ElementsAreLimited()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [WithGradient(-3f, 0.5f)];
        nn.utils.clip_grad_value_(parameters, 1);

        Assert.Equal([-1f, 0.5f], parameters[0].grad!.data<float>().ToArray());
    }

    [Fact]
    public void ParametersBecomeAVectorAndComeBack()
    {
        using var scope = NewDisposeScope();
        Parameter[] parameters = [new(ones(2, 2)), new(zeros(3))];
        Assert.Equal([1f, 1, 1, 1, 0, 0, 0], nn.utils.parameters_to_vector(parameters).data<float>().ToArray());
        nn.utils.vector_to_parameters(arange(7, float32), parameters);

        Assert.Equal([0f, 1, 2, 3], parameters[0].data<float>().ToArray());
        Assert.Equal([4f, 5, 6], parameters[1].data<float>().ToArray());
    }

    private static Parameter WithGradient(params float[] gradient) => new(zeros(gradient.Length)) { grad = tensor(gradient) };
}
