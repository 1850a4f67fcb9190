using System.Globalization;
using System.Runtime.InteropServices;
using ModelGen.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>A hundred steps of each optimizer on given weights and gradients, beside PyTorch's.</summary>
public sealed class OptimizerTests
{
    private const int Steps = 100;

    public static TheoryData<string, string> Optimizers => new()
    {
        { "optimizer=sgd momentum=0 weight_decay=0", "torch.optim.SGD(p, lr=0.1)" },
        { "optimizer=sgd momentum=0.9 weight_decay=0.01", "torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01)" },
        { "optimizer=sgd momentum=0.9 nesterov=true weight_decay=0.01", "torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True, weight_decay=0.01)" },
        { "optimizer=adam weight_decay=0", "torch.optim.Adam(p, lr=0.1)" },
        { "optimizer=adam weight_decay=0.01 beta1=0.8 beta2=0.95 eps=0.001", "torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.95), eps=0.001, weight_decay=0.01)" },
        { "optimizer=adamw weight_decay=0.05", "torch.optim.AdamW(p, lr=0.1, weight_decay=0.05)" },
        { "optimizer=rmsprop momentum=0 weight_decay=0.01", "torch.optim.RMSprop(p, lr=0.1, weight_decay=0.01)" },
        { "optimizer=rmsprop momentum=0.9 alpha=0.9 eps=0.001 weight_decay=0", "torch.optim.RMSprop(p, lr=0.1, momentum=0.9, alpha=0.9, eps=0.001)" },
        { "optimizer=lion beta2=0.99 weight_decay=0.1", "Lion(p, lr=0.1, betas=(0.9, 0.99), weight_decay=0.1)" },
    };

    [SkippableTheory]
    [MemberData(nameof(Optimizers))]
    public void Follows_PyTorchs_trajectory(string recipe, string peer)
    {
        var chosen = new Recipe { LearningRate = 0.1 }.With(recipe.Split(' '));
        using var layer = nn.Linear(4, 3);
        Fill(layer.weight!, 0);
        Fill(layer.bias!, 1);
        using var optimizer = OptimizerFactory.Create(chosen, layer);
        for (int step = 1; step <= Steps; step++)
        {
            SetGradient(layer.weight!, step);
            SetGradient(layer.bias!, step);
            optimizer.Step(RateAt(step));
        }

        double[] expected = Trajectories.Value[peer];
        double[] found = [.. Values(layer.weight!).Concat(Values(layer.bias!))];
        Assert.Equal(expected.Length, found.Length);
        double scale = expected.Max(Math.Abs);
        for (int i = 0; i < found.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-5 * scale, $"value {i}: PyTorch {expected[i]}, ours {found[i]}");
    }

    /// <summary>Float64 goes one by one, float32 in one call where the provider has it: long parameters, and one in another order in memory than its gradient.</summary>
    [Theory]
    [InlineData("optimizer=sgd momentum=0 weight_decay=0.01")]
    [InlineData("optimizer=sgd momentum=0.9 weight_decay=0.01")]
    [InlineData("optimizer=sgd momentum=0.9 nesterov=true weight_decay=0")]
    [InlineData("optimizer=adam weight_decay=0.01")]
    [InlineData("optimizer=adamw weight_decay=0.05 beta1=0.8")]
    [InlineData("optimizer=rmsprop momentum=0 weight_decay=0.01")]
    [InlineData("optimizer=rmsprop momentum=0.9 alpha=0.9 weight_decay=0")]
    public void Long_parameters_move_as_short_ones_do(string recipe)
    {
        using var scope = NewDisposeScope();
        var chosen = new Recipe { LearningRate = 0.1 }.With(recipe.Split(' '));
        foreach (bool permuted in new[] { false, true })
        {
            manual_seed(1);
            using var single = nn.Conv2d(37, 50, 3);
            using var exact = nn.Conv2d(37, 50, 3, dtype: ScalarType.Float64);
            using (no_grad())
            {
                exact.weight!.copy_(single.weight!);
                exact.bias!.copy_(single.bias!);
            }

            using var fast = OptimizerFactory.Create(chosen, single);
            using var plain = OptimizerFactory.Create(chosen, exact);
            for (int step = 0; step < 5; step++)
            {
                foreach (var (mine, other) in new[] { (single.weight!, exact.weight!), (single.bias!, exact.bias!) })
                {
                    var gradient = randn(mine.shape);
                    mine.grad = permuted && mine.dim() == 4 ? gradient.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : gradient;
                    other.grad = gradient.to(ScalarType.Float64);
                }

                Assert.Equal(1, GradientNorm.Measure(fast.Parameters) / Math.Sqrt(exact.weight!.grad!.square().sum().ToDouble() + exact.bias!.grad!.square().sum().ToDouble()), 6);
                fast.Step(0.1);
                plain.Step(0.1);
            }

            Assert.True(single.weight!.to(ScalarType.Float64).allclose(exact.weight!, rtol: 1e-5, atol: 1e-6));
            Assert.True(single.bias!.to(ScalarType.Float64).allclose(exact.bias!, rtol: 1e-5, atol: 1e-6));
        }
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_as_it_is()
    {
        using var layer = nn.Linear(2, 2);
        float[] bias = [.. Values(layer.bias!).Select(v => (float)v)];
        using var optimizer = OptimizerFactory.Create(new Recipe { Optimizer = OptimizerKind.AdamW }, layer);
        SetGradient(layer.weight!, 1);
        optimizer.Step(0.1);
        Assert.Equal(bias, Values(layer.bias!).Select(v => (float)v));
        Assert.Equal(0, optimizer.Parameters.Single(p => p.Name == "bias").Updates);
    }

    [Fact]
    public void Norms_and_biases_can_go_without_decay_and_groups_have_their_own()
    {
        using var model = TinyModel.Info.Create(null);
        var recipe = new Recipe { WeightDecay = 0.1, DecayNormAndBias = false, Groups = [new("fc", LrScale: 10), new("conv1.*", 0.5, WeightDecay: 0.3)] };
        using var optimizer = OptimizerFactory.Create(recipe, model);
        var found = optimizer.Parameters.ToDictionary(p => p.Name, p => (p.LrScale, p.WeightDecay));
        Assert.Equal((1, 0.1), found["conv2.weight"]);
        Assert.Equal((1, 0), found["bn2.weight"]);
        Assert.Equal((1, 0), found["conv2.bias"]);
        Assert.Equal((10, 0.1), found["fc.weight"]);
        Assert.Equal((10, 0), found["fc.bias"]);
        Assert.Equal((0.5, 0.3), found["conv1.bias"]);
    }

    [Fact]
    public void A_group_that_matches_nothing_is_an_error()
    {
        using var model = TinyModel.Info.Create(null);
        var error = Assert.Throws<UserError>(() => OptimizerFactory.Create(new Recipe { Groups = [new("conf1")] }, model));
        Assert.Equal("groups: match conf1: no parameter has such a name: did you mean conv1, conv2, conv3?", error.Message);
    }

    [SkippableFact]
    public void Clipping_is_clip_grad_norm_()
    {
        using var layer = nn.Linear(4, 3);
        SetGradient(layer.weight!, 7);
        SetGradient(layer.bias!, 7);
        using var optimizer = OptimizerFactory.Create(new Recipe(), layer);
        double norm = GradientNorm.Measure(optimizer.Parameters);
        GradientNorm.Clip(optimizer.Parameters, norm, 0.5);
        using var weight = layer.weight!.grad!;
        using var bias = layer.bias!.grad!;
        double[] found = [norm, .. Values(weight), .. Values(bias)];
        string script = Peers + """
            p = parameters()
            for q in p: q.grad = gradient(q, 7)
            norm = torch.nn.utils.clip_grad_norm_(p, 0.5)
            print(norm.item(), *[v for q in p for v in q.grad.flatten().tolist()])
            """;
        double[] expected = [.. Python.RunWithTorch(script).Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    private static double RateAt(int step) => 0.1 / (1 + (0.05 * step));

    // Both sides make the same weights and gradients from sines.
    private static void Fill(Parameter parameter, int which) =>
        Write(parameter, (i, _) => MathF.Sin((0.7f * i) + which));

    private static void SetGradient(Parameter parameter, int step)
    {
        var gradient = zeros_like(parameter).detach();
        Write(gradient, (i, n) => MathF.Sin((1.3f * i) + (0.9f * step) + n) * (0.1f + (0.01f * i)));
        parameter.grad = gradient;
    }

    private static void Write(Tensor tensor, Func<int, int, float> value)
    {
        using var plain = tensor.detach();
        var values = MemoryMarshal.Cast<byte, float>(plain.bytes);
        for (int i = 0; i < values.Length; i++)
            values[i] = value(i, values.Length);
    }

    private static IEnumerable<double> Values(Tensor tensor)
    {
        using var plain = tensor.detach();
        return [.. MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray().Select(v => (double)v)];
    }

    private const string Peers = """
        import torch, math
        def values(shape, f):
            n = math.prod(shape)
            return torch.tensor([f(i, n) for i in range(n)]).reshape(shape)
        def gradient(q, step):
            return values(q.shape, lambda i, n: math.sin(1.3 * i + 0.9 * step + n) * (0.1 + 0.01 * i))
        class Lion(torch.optim.Optimizer):
            # Algorithm 2 of arXiv 2302.06675, written from the paper.
            def __init__(self, params, lr, betas, weight_decay): super().__init__(params, dict(lr=lr, betas=betas, weight_decay=weight_decay))
            @torch.no_grad()
            def step(self):
                for group in self.param_groups:
                    for q in group["params"]:
                        m = self.state[q].setdefault("m", torch.zeros_like(q))
                        b1, b2 = group["betas"]
                        update = torch.sign(b1 * m + (1 - b1) * q.grad)
                        q.copy_(q - group["lr"] * (update + group["weight_decay"] * q))
                        m.copy_(b2 * m + (1 - b2) * q.grad)
        def parameters():
            return [torch.nn.Parameter(values((3, 4), lambda i, n: math.sin(0.7 * i))), torch.nn.Parameter(values((3,), lambda i, n: math.sin(0.7 * i + 1)))]

        """;

    /// <summary>Where PyTorch's optimizers end; all in one process, because starting one takes seconds.</summary>
    private static readonly Lazy<Dictionary<string, double[]>> Trajectories = new(() =>
    {
        string[] peers = [.. Optimizers.Select(row => (string)row[1])];
        string script = Peers + string.Concat(peers.Select(peer => $"""
            p = parameters()
            o = {peer}
            for step in range(1, {Steps} + 1):
                for q in p: q.grad = gradient(q, step)
                for g in o.param_groups: g["lr"] = 0.1 / (1 + 0.05 * step)
                o.step()
            print(*[v for q in p for v in q.flatten().tolist()])

            """));
        return peers.Zip(Python.RunWithTorch(script).Split('\n')).ToDictionary(
            pair => pair.First, pair => pair.Second.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray());
    });
}
