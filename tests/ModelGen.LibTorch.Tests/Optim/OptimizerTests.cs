using TorchSharp.Modules;

namespace ModelGen.LibTorch.Tests.Optim;

/// <summary>Every optimizer goes PyTorch's way, leaves nothing behind but its state, and goes on after a file where it stopped.</summary>
public class OptimizerTests(OptimizerPeer peer) : IClassFixture<OptimizerPeer>
{
    private const double Tolerance = 1e-5;
    private static readonly int[] shown = [1, 2, 10, 50, OptimizerPeer.Steps];

    public static TheoryData<int, string> Numbers()
    {
        var data = new TheoryData<int, string>();
        for (int k = 0; k < OptimizerCases.All.Count; k++)
            data.Add(k, OptimizerCases.All[k].Python);
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void StepsArePyTorchs(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        using var scope = NewDisposeScope();
        var parameters = peer.Weights();
        using var optimizer = OptimizerCases.All[number].Make(parameters[..1], parameters[1..]);
        for (int step = 0; step < OptimizerPeer.Steps; step++)
        {
            peer.SetGradients(parameters, step);
            Assert.Null(optimizer.step());
            if (shown.Contains(step + 1))
                AssertAt(number, $"{python}, step {step + 1}", step + 1, parameters);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void GradientsStayAsTheyWere(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        using var scope = NewDisposeScope();
        var parameters = peer.Weights();
        using var optimizer = OptimizerCases.All[number].Make(parameters[..1], parameters[1..]);
        for (int step = 6; step < 9; step++)
        {
            peer.SetGradients(parameters, step);
            optimizer.step();
            for (int place = 0; place < parameters.Length; place++)
                Assert.True(peer.Script[$"gradient.{step}.{place}"].Equals(parameters[place].grad!), python);
        }
        optimizer.zero_grad();
        Assert.All(parameters, parameter => Assert.Equal(0, parameter.grad!.abs().sum().item<float>()));
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void StepsLeaveNothingBehind(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        long before = Tensor.TotalCount;
        var parameters = peer.Weights();
        using (var optimizer = OptimizerCases.All[number].Make(parameters[..1], parameters[1..]))
        {
            long live = 0;
            for (int step = 6; step < 60; step++)
            {
                peer.SetGradients(parameters, step);
                // Within a scope, as training loops have: the state must outlive it.
                using (NewDisposeScope())
                    optimizer.step();
                optimizer.zero_grad();
                if (step == 8)
                    live = Tensor.TotalCount;
            }
            Assert.True(live == Tensor.TotalCount, python);
        }
        foreach (var parameter in parameters)
            parameter.Dispose();
        Assert.True(before == Tensor.TotalCount, python);
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void SavedStateGoesOn(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        using var scope = NewDisposeScope();
        var parameters = peer.Weights();
        using var old = OptimizerCases.All[number].Make(parameters[..1], parameters[1..]);
        Advance(old, parameters, 0, 50);
        using var file = new MemoryStream();
        ((OptimizerHelper)old).save_state_dict(new BinaryWriter(file));
        file.Position = 0;

        using var fromFile = OptimizerCases.All[number].Make(parameters[..1], parameters[1..]);
        ((OptimizerHelper)fromFile).load_state_dict(new BinaryReader(file));
        using var fromDictionary = OptimizerCases.All[number].Make(parameters[..1], parameters[1..]);
        ((OptimizerHelper)fromDictionary).load_state_dict(((OptimizerHelper)fromFile).state_dict());

        Assert.All(
            ((OptimizerHelper)old).state_dict().State.Zip(((OptimizerHelper)fromDictionary).state_dict().State),
            pair => Assert.True(pair.First.ApproximatelyEquals(pair.Second), python));
        Advance(fromDictionary, parameters, 50, OptimizerPeer.Steps);
        AssertAt(number, $"{python}, continued", OptimizerPeer.Steps, parameters);
    }

    [Fact]
    public void ClosureGivesTheLossAndGradients()
    {
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(tensor([3f, -1f]));
        using var optimizer = torch.optim.SGD([weight], 0.1);

        var loss = optimizer.step(() =>
        {
            var value = weight.square().sum();
            value.backward();
            return value;
        });

        Assert.Equal(10, loss!.item<float>());
        Assert.Equal([2.4f, -0.8f], weight.data<float>().ToArray());
    }

    [Fact]
    public void OptionsOutOfRangeAreRefused()
    {
        using var weight = nn.Parameter(zeros(2));
        Assert.Throws<ArgumentException>(() => torch.optim.SGD([weight], -1));
        Assert.Throws<ArgumentException>(() => torch.optim.SGD([weight], 0.1, nesterov: true));
        Assert.Throws<ArgumentException>(() => torch.optim.Adam([weight], beta1: 1));
        Assert.Throws<ArgumentException>(() => torch.optim.AdamW([weight], weight_decay: -1));
        Assert.Throws<ArgumentException>(() => torch.optim.RMSProp([weight], eps: -1));
        Assert.Throws<ArgumentException>(() => torch.optim.Adagrad([weight], lr_decay: -1));
        Assert.Throws<ArgumentException>(() => torch.optim.SGD([weight, weight], 0.1));
    }

    [Fact]
    public void StateOfAnotherOptimizerIsRefused()
    {
        using var weight = nn.Parameter(zeros(2));
        using var other = nn.Parameter(zeros(2));
        using var sgd = torch.optim.SGD([weight], 0.1);
        using var file = new MemoryStream();
        sgd.save_state_dict(new BinaryWriter(file));

        using var adam = torch.optim.Adam([weight]);
        file.Position = 0;
        Assert.Throws<InvalidDataException>(() => adam.load_state_dict(new BinaryReader(file)));
        using var larger = torch.optim.SGD([weight, other], 0.1);
        file.Position = 0;
        Assert.Throws<ArgumentException>(() => larger.load_state_dict(new BinaryReader(file)));
        Assert.Throws<ArgumentException>(() => larger.load_state_dict(sgd.state_dict()));
    }

    [Fact]
    public void GroupsShareOptionsAndCanBeAdded()
    {
        using var first = nn.Parameter(ones(2));
        using var second = nn.Parameter(ones(2));
        using var optimizer = torch.optim.SGD([first], 0.5, momentum: 0.9);
        optimizer.add_param_group(new SGD.ParamGroup([second], lr: 0.25));

        Assert.Equal([0.5, 0.25], optimizer.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal([0.9, 0.0], optimizer.ParamGroups.Select(group => ((optim.IMomentum)group).Momentum));
        Assert.Equal([first, second], optimizer.parameters());
        var state = optimizer.state_dict();
        Assert.Equal([[0], [1]], state.StateIndexRef);
    }

    private void Advance(optim.Optimizer optimizer, Parameter[] parameters, int from, int to)
    {
        for (int step = from; step < to; step++)
        {
            peer.SetGradients(parameters, step);
            optimizer.step();
        }
    }

    private void AssertAt(int number, string what, int step, Parameter[] parameters)
    {
        for (int place = 0; place < parameters.Length; place++)
        {
            var expected = peer.Script[$"{number}.{step}.{place}"];
            double off = (parameters[place].detach() - expected).abs().max().item<float>();
            double largest = expected.abs().max().item<float>();
            Assert.True(off <= Tolerance * largest, $"{what}, parameter {place}: off by {off:g3}, where the largest is {largest:g3}");
        }
    }
}
