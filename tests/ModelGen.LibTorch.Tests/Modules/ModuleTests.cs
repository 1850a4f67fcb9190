namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>
/// Every module begins with the state that PyTorch gives it, and gives PyTorch's results, gradients and running statistics, in training and
/// in
/// evaluation; and no tensor is left behind.
/// </summary>
public class ModuleTests(ModuleTests.Peer peer) : IClassFixture<ModuleTests.Peer>
{
    private const long Seed = 11;
    private const double Tolerance = 1e-5;

    public static TheoryData<int, string> Numbers()
    {
        var data = new TheoryData<int, string>();
        for (int k = 0; k < ModuleCases.All.Count; k++)
            data.Add(k, ModuleCases.All[k].Python);
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void ModuleIsPyTorchs(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        using var scope = NewDisposeScope();
        manual_seed(Seed);
        using var module = ModuleCases.All[number].Make();
        var inputs = Inputs(number);

        AssertState(number, python, module);
        manual_seed(Seed);
        // Copies, for those modules that work in place.
        using var result = ModuleCase.Call(module, [.. inputs.Select(input => input.clone())]);
        AssertClose(peer.Script[$"{number}.train"], result, $"{python} in training");
        if (result.requires_grad)
            WeightedSum(result).backward();
        AssertGradients(number, python, module, inputs);
        foreach (var (name, buffer) in module.named_buffers())
            AssertClose(peer.Script[$"{number}.after.{name}"], buffer, $"{python}, {name} afterwards");

        module.eval();
        using var _ = no_grad();
        AssertClose(
            peer.Script[$"{number}.eval"], ModuleCase.Call(module, [.. inputs.Select(input => input.clone())]), $"{python} in evaluation");
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void ForwardLeavesNothingButItsResult(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        long before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            using var module = ModuleCases.All[number].Make();
            var inputs = Inputs(number).Select(input => input.detach()).ToArray();
            foreach (bool training in (bool[])[true, false])
            {
                module.train(training);
                long live = Tensor.TotalCount;
                var result = ModuleCase.Call(module, inputs);
                Assert.Equal(live + 1, Tensor.TotalCount);
                result.Dispose();
                Assert.Equal(live, Tensor.TotalCount);
            }
        }
        Assert.True(before == Tensor.TotalCount, python);
    }

    // A loss's last input is its target, which wants no gradient.
    private Tensor[] Inputs(int number)
    {
        Tensor[] inputs = [.. peer.Script.Below($"{number}.in.").Order().Select(place => peer.Script[$"{number}.in.{place}"].clone())];
        foreach (var input in inputs.SkipLast(inputs.Length > 1 ? 1 : 0))
            input.requires_grad = input.is_floating_point();
        return inputs;
    }

    private void AssertState(int number, string python, nn.Module module)
    {
        var state = module.state_dict();
        Assert.Equal(peer.Script.Below($"{number}.state.").Order(), state.Keys.Order());
        foreach (var (key, found) in state)
        {
            var expected = peer.Script[$"{number}.state.{key}"];
            Assert.True(expected.dtype == found.dtype, $"{python}: {key} is {found.dtype}, in PyTorch {expected.dtype}");
            Assert.True(expected.Equals(found.detach()), $"{python}: {key} begins as\n{found.str()}\nin PyTorch\n{expected.str()}");
        }
    }

    private void AssertGradients(int number, string python, nn.Module module, Tensor[] inputs)
    {
        var leaves = module.named_parameters().Select(one => (one.name, tensor: (Tensor)one.parameter))
            .Concat(inputs.Select((input, place) => ($"in.{place}", input)));
        foreach (var (name, leaf) in leaves)
        {
            using var gradient = leaf.grad;
            var expected = peer.Script.Find($"{number}.grad.{name}");
            if (expected is null)
                Assert.True(gradient is null, $"{python}: {name} has a gradient, and in PyTorch none");
            else
                AssertClose(expected, gradient, $"{python}, gradient of {name}");
        }
    }

    private static Tensor WeightedSum(Tensor result)
    {
        var flat = result.to_type(ScalarType.Float64).reshape(-1);
        return (flat * arange(1, flat.numel() + 1, ScalarType.Float64).cos()).sum();
    }

    private static void AssertClose(Tensor expected, Tensor? found, string what)
    {
        Assert.True(found is not null, $"{what}: missing");
        Assert.True(expected.dtype == found.dtype, $"{what}: {found.dtype}, in PyTorch {expected.dtype}");
        Assert.True(
            expected.shape.SequenceEqual(found.shape),
            $"{what}: [{string.Join(',', found.shape)}], in PyTorch [{string.Join(',', expected.shape)}]");
        double worst = (found.detach().to_type(ScalarType.Float64) - expected.to_type(ScalarType.Float64)).abs().max().item<double>();
        double largest = expected.to_type(ScalarType.Float64).abs().max().item<double>();
        Assert.True(worst <= Tolerance * (1 + largest), $"{what}: off by {worst:g3}, where PyTorch's largest is {largest:g3}");
    }

    /// <summary>PyTorch's answers, asked for once.</summary>
    public sealed class Peer : IDisposable
    {
        // Before the first test of the class counts tensors; its own leave none to the garbage collector.
        public Peer() => LiveTensors.Settle();

        public PeerScript Script { get; } =
            new("layers.py", ModuleCases.All.Select(one => new { module = one.Python, inputs = one.Inputs }));

        public void Dispose() => Script.Dispose();
    }
}
