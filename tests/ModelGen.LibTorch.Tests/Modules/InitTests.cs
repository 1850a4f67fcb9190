namespace ModelGen.LibTorch.Tests.Modules;

/// <summary>Initial values are PyTorch's for the same seed.</summary>
public class InitTests(InitTests.Peer peer) : IClassFixture<InitTests.Peer>
{
    private const long Seed = 7;

    private static readonly (string Python, Func<Tensor> CSharp)[] cases =
    [
        ("torch.nn.init.constant_(torch.empty(3, 4), 0.3)", () => nn.init.constant_(empty(3, 4), 0.3)),
        ("torch.nn.init.zeros_(torch.ones(3, 4))", () => nn.init.zeros_(ones(3, 4))),
        ("torch.nn.init.ones_(torch.zeros(3, 4))", () => nn.init.ones_(zeros(3, 4))),
        ("torch.nn.init.eye_(torch.ones(3, 5))", () => nn.init.eye_(ones(3, 5))),
        ("torch.nn.init.dirac_(torch.ones(3, 5, 4))", () => nn.init.dirac_(ones(3, 5, 4))),
        ("torch.nn.init.dirac_(torch.ones(5, 3, 3, 4))", () => nn.init.dirac_(ones(5, 3, 3, 4))),
        ("torch.nn.init.dirac_(torch.ones(5, 3, 3, 4, 2))", () => nn.init.dirac_(ones([5, 3, 3, 4, 2]))),
        ("torch.nn.init.uniform_(torch.empty(30, 4), -2, 3)", () => nn.init.uniform_(empty(30, 4), -2, 3)),
        ("torch.nn.init.normal_(torch.empty(30, 4), 1, 3)", () => nn.init.normal_(empty(30, 4), 1, 3)),
        ("torch.nn.init.trunc_normal_(torch.empty(30, 4))", () => nn.init.trunc_normal_(empty(30, 4))),
        ("torch.nn.init.trunc_normal_(torch.empty(30, 4), 0.5, 2, -1, 1.5)", () => nn.init.trunc_normal_(empty(30, 4), 0.5, 2, -1, 1.5)),
        ("torch.nn.init.xavier_uniform_(torch.empty(5, 4, 3, 3), 1.5)", () => nn.init.xavier_uniform_(empty(5, 4, 3, 3), 1.5)),
        ("torch.nn.init.xavier_normal_(torch.empty(5, 4, 3, 3), 1.5)", () => nn.init.xavier_normal_(empty(5, 4, 3, 3), 1.5)),
        ("torch.nn.init.xavier_uniform_(torch.empty(5, 4))", () => nn.init.glorot_uniform_(empty(5, 4))),
        ("torch.nn.init.xavier_normal_(torch.empty(5, 4))", () => nn.init.glorot_normal_(empty(5, 4))),
        ("torch.nn.init.kaiming_uniform_(torch.empty(5, 4, 3, 3))", () => nn.init.kaiming_uniform_(empty(5, 4, 3, 3))),
        ("torch.nn.init.kaiming_uniform_(torch.empty(5, 4, 3), 0.3, 'fan_out')",
            () => nn.init.kaiming_uniform_(empty(5, 4, 3), 0.3, nn.init.FanInOut.FanOut)),
        ("torch.nn.init.kaiming_normal_(torch.empty(5, 4, 3, 3), mode='fan_out', nonlinearity='relu')",
            () => nn.init.kaiming_normal_(
                empty(5, 4, 3, 3), mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU)),
        ("torch.nn.init.kaiming_normal_(torch.empty(5, 4), nonlinearity='tanh')",
            () => nn.init.kaiming_normal_(empty(5, 4), nonlinearity: nn.init.NonlinearityType.Tanh)),
        ("torch.nn.init.orthogonal_(torch.empty(6, 4), 2)", () => nn.init.orthogonal_(empty(6, 4), 2)),
        ("torch.nn.init.orthogonal_(torch.empty(4, 3, 2, 2))", () => nn.init.orthogonal_(empty(4, 3, 2, 2))),
        ("torch.nn.init.sparse_(torch.empty(8, 3), 0.4, 0.5)", () => nn.init.sparse_(empty(8, 3), 0.4, 0.5)),
    ];

    public static TheoryData<int, string> Numbers()
    {
        var data = new TheoryData<int, string>();
        for (int k = 0; k < cases.Length; k++)
            data.Add(k, cases[k].Python);
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void ValuesArePyTorchs(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        using var scope = NewDisposeScope();
        manual_seed(Seed);
        var found = cases[number].CSharp();
        var expected = peer.Script[$"{number}.0"];
        Assert.True(found.allclose(expected, 1e-6, 1e-7), $"{python}:\n{found.str()}\nin PyTorch\n{expected.str()}");
    }

    [Fact]
    public void TheTensorComesBackAndNothingElseIsLeft()
    {
        using var weight = nn.Parameter(empty(6, 6));
        long live = Tensor.TotalCount;
        Assert.Same(weight, nn.init.orthogonal_(weight));
        Assert.Same(weight, nn.init.trunc_normal_(weight));
        Assert.Same(weight, nn.init.sparse_(weight, 0.5));
        Assert.Same(weight, nn.init.eye_(weight));
        Assert.Same(weight, nn.init.kaiming_uniform_(weight));
        Assert.Equal(live, Tensor.TotalCount);
        Assert.True(weight.requires_grad && weight.is_leaf);
    }

    [Fact]
    public void GeneratorIsUsed()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var first = nn.init.normal_(empty(5), generator: new Generator(3));
        manual_seed(2);
        Assert.True(first.Equals(nn.init.normal_(empty(5), generator: new Generator(3))));
        Assert.True(
            nn.init.uniform_(empty(5), generator: new Generator(4))
                .Equals(nn.init.uniform_(empty(5), generator: new Generator(4))));
    }

    [Fact]
    public void FansAndGainsAreCounted()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((27, 45), nn.init.CalculateFanInAndFanOut(empty(5, 3, 3, 3)));
        Assert.Throws<ArgumentException>(() => nn.init.CalculateFanInAndFanOut(empty(5)));
        Assert.Throws<ArgumentException>(() => nn.init.eye_(empty(5)));
        Assert.Throws<ArgumentException>(() => nn.init.dirac_(empty(5, 5)));
        Assert.Throws<ArgumentException>(() => nn.init.orthogonal_(empty(5)));
        Assert.Equal(5.0 / 3, nn.init.calculate_gain(nn.init.NonlinearityType.Tanh));
        Assert.Equal(Math.Sqrt(2), nn.init.calculate_gain(nn.init.NonlinearityType.ReLU));
        Assert.Equal(Math.Sqrt(2 / 1.04), nn.init.calculate_gain(nn.init.NonlinearityType.LeakyReLU, 0.2));
        Assert.Equal(1, nn.init.calculate_gain(nn.init.NonlinearityType.Conv2D));
    }

    /// <summary>PyTorch's answers, asked for once.</summary>
    public sealed class Peer : IDisposable
    {
        public PeerScript Script { get; } = new("evaluate.py", cases.Select(one => one.Python));

        public void Dispose() => Script.Dispose();
    }
}
