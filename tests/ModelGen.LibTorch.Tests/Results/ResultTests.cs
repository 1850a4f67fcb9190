namespace ModelGen.LibTorch.Tests.Results;

/// <summary>Every call gives what PyTorch gives: type, shape, values, random numbers included, and the gradients of the operands.</summary>
public class ResultTests(PeerResults peer) : IClassFixture<PeerResults>
{
    private const long Seed = 7;

    public static TheoryData<int, string> Numbers()
    {
        var data = new TheoryData<int, string>();
        for (int k = 0; k < Cases.All.Count; k++)
            data.Add(k, Cases.All[k].Python);
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void ResultIsPyTorchs(int number, string expression)
    {
        Skip.If(peer.Missing is not null, peer.Missing);
        using var scope = NewDisposeScope();
        var operands = peer.Operands();
        manual_seed(Seed);

        var results = Cases.All[number].Evaluate(operands);

        Assert.Null(peer.Find($"{number}.{results.Count}"));
        for (int place = 0; place < results.Count; place++)
            AssertEqual(peer.Find($"{number}.{place}"), results[place], $"{expression}, result {place}");
        AssertGradients(number, expression, operands, results[0]);
    }

    private void AssertGradients(int number, string expression, Operands operands, Tensor result)
    {
        if (result.requires_grad)
        {
            var real = result.to_type(ScalarType.Float64);
            (real * arange(1, real.numel() + 1, ScalarType.Float64).reshape(real.shape).cos()).sum().backward();
        }
        foreach (string name in operands.Names)
        {
            var expected = peer.Find($"{number}.grad.{name}");
            var gradient = operands[name].grad;
            if (expected is null)
                Assert.True(gradient is null, $"{expression}: {name} has a gradient, and in PyTorch none");
            else
                AssertEqual(expected, gradient, $"{expression}, gradient of {name}");
        }
    }

    private static void AssertEqual(Tensor? expected, Tensor? found, string what)
    {
        Assert.True(expected is not null, $"{what}: PyTorch gives none");
        Assert.True(found is not null, $"{what}: missing");
        if (found.dtype is ScalarType.BFloat16 or ScalarType.Float16)
            found = found.to_type(ScalarType.Float32);
        Assert.True(expected.dtype == found.dtype, $"{what}: {found.dtype}, in PyTorch {expected.dtype}");
        Assert.True(
            expected.shape.SequenceEqual(found.shape),
            $"{what}: [{string.Join(',', found.shape)}], in PyTorch [{string.Join(',', expected.shape)}]");
        bool equal = found.is_floating_point()
            ? found.detach().allclose(expected, 1e-5, 1e-6, equal_nan: true)
            : found.Equals(expected);
        Assert.True(equal, $"{what}:\n{found.detach().str()}\nin PyTorch\n{expected.str()}");
    }
}
