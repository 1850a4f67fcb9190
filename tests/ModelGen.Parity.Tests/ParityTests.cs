using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Parity.Tests;

/// <summary>Same weights, same input: the generated class and the hand-written PyTorch network must agree.</summary>
public sealed class ParityTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("modelgen-parity-").FullName;

    [SkippableTheory]
    [InlineData("ResNet20")]
    [InlineData("ResNet20_B")]
    [InlineData("ResNet32")]
    [InlineData("PreResNet20")]
    [InlineData("PreResNet32")]
    public void Equals_PyTorch_in_eval_and_over_one_training_step(string name)
    {
        Peer.Run("parity.py", name, folder);
        using var reference = NamedTensors.Read(Path.Combine(folder, "reference.dat"));
        using var model = Zoo.Create(name);
        model.load(Path.Combine(folder, "weights.dat"));

        model.eval();
        using (no_grad())
        {
            using var logits = model.call(reference["input"]);
            AssertClose("logits", reference["logits"], logits, 1e-5);
        }

        model.train();
        using var optimizer = optim.SGD(model.parameters(), 0.1, momentum: 0.9, weight_decay: 5e-4, nesterov: true);
        using var output = model.call(reference["input"]);
        using var loss = nn.functional.cross_entropy(output, reference["labels"]);
        loss.backward();
        AssertClose("loss", reference["loss"], loss, 1e-5);
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (var (parameter, gradient) in reference.StartingWith("grad."))
            AssertClose("gradient of " + parameter, gradient, parameters[parameter].grad!, 1e-4);

        optimizer.step();
        var state = model.state_dict();
        foreach (var (key, value) in reference.StartingWith("after."))
            AssertClose(key + " after one step", value, state[key], 1e-4);
    }

    [SkippableFact]
    public void The_same_seed_gives_PyTorchs_initial_weights()
    {
        Peer.Run("initial_weights.py", "PreResNet20", "1", Path.Combine(folder, "initial.dat"));
        using var initial = NamedTensors.Read(Path.Combine(folder, "initial.dat"));
        manual_seed(1);
        using var model = Zoo.Create("PreResNet20");
        foreach (var (key, value) in model.state_dict())
            Assert.True(value.equal(initial[key]).Equals(true) || value.allclose(initial[key], 0, 0), $"{key} differs");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Largest difference relative to the largest magnitude of the expected tensor.</summary>
    private static void AssertClose(string what, Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        double scale = expected.to_type(ScalarType.Float64).abs().max().ToDouble();
        double error = (expected.to_type(ScalarType.Float64) - actual.to_type(ScalarType.Float64)).abs().max().ToDouble();
        Assert.True(error <= tolerance * Math.Max(scale, 1e-3), $"{what}: largest difference {error:g3} at magnitude {scale:g3}, above {tolerance:g1}");
    }
}
