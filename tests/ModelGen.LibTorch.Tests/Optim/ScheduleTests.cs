namespace ModelGen.LibTorch.Tests.Optim;

/// <summary>Every schedule gives PyTorch's rates and momenta at each of 40 steps.</summary>
public class ScheduleTests(OptimizerPeer peer) : IClassFixture<OptimizerPeer>
{
    private const double Tolerance = 1e-12;

    // What epochs achieve, for the schedule that asks; optimizers.py holds the same.
    private static readonly double[] achieved =
        [1, 0.9, 0.8, 0.8, 0.79999, 0.8, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.6, .. Enumerable.Repeat(0.6, 40)];

    public static TheoryData<int, string> Numbers()
    {
        var data = new TheoryData<int, string>();
        for (int k = 0; k < ScheduleCases.All.Count; k++)
            data.Add(k, ScheduleCases.All[k].Python);
        return data;
    }

    [SkippableTheory]
    [MemberData(nameof(Numbers))]
    public void RatesArePyTorchs(int number, string python)
    {
        Skip.If(peer.Script.Missing is not null, peer.Script.Missing);
        using var scope = NewDisposeScope();
        var one = ScheduleCases.All[number];
        var parameters = peer.Weights();
        using var optimizer = one.Optimizer(parameters[..1], parameters[1..]);
        var schedule = one.Make(optimizer);
        double[] rates = peer.Script[$"rates.{number}"].data<double>().ToArray();
        double[] momenta = peer.Script[$"momenta.{number}"].data<double>().ToArray();

        for (int step = 0; step <= 40; step++)
        {
            foreach (var (place, group) in optimizer.ParamGroups.Index())
            {
                double momentum = group is optim.IBetas betas ? betas.Betas.Item1 : ((optim.IMomentum)group).Momentum;
                AssertClose(rates[2 * step + place], group.LearningRate, $"{python}: rate of group {place} after {step} steps");
                AssertClose(momenta[2 * step + place], momentum, $"{python}: momentum of group {place} after {step} steps");
            }
            if (step > 0)
                Assert.Equal(optimizer.ParamGroups.Select(group => group.LearningRate), schedule.get_last_lr());
            if (step < 40)
                Step(schedule, achieved[step]);
        }
    }

    [Fact]
    public void ImpossibleSchedulesAreRefused()
    {
        using var weight = nn.Parameter(zeros(2));
        using var optimizer = optim.SGD([weight], 0.1, momentum: 0.9);
        using var other = optim.SGD([weight], 0.1);
        using var adagrad = optim.Adagrad([weight]);
        var constant = optim.lr_scheduler.ConstantLR(other);

        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.OneCycleLR(optimizer, 1));
        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.OneCycleLR(adagrad, 1, total_steps: 4));
        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.OneCycleLR(optimizer, 1, total_steps: 4, pct_start: 2));
        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.SequentialLR(optimizer, [constant], []));
        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.SequentialLR(other, [constant], [3]));
        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.ReduceLROnPlateau(optimizer, "mean"));
        Assert.Throws<ArgumentException>(() => optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor: 1));
        Assert.Throws<InvalidOperationException>(() => optim.lr_scheduler.ReduceLROnPlateau(optimizer).step());
        var cycle = optim.lr_scheduler.OneCycleLR(optimizer, 1, total_steps: 2);
        cycle.step();
        cycle.step();
        Assert.Throws<InvalidOperationException>(cycle.step);
    }

    private static void Step(optim.lr_scheduler.LRScheduler schedule, double value)
    {
        if (schedule is optim.lr_scheduler.impl.ReduceLROnPlateau)
            schedule.step(value);
        else
            schedule.step();
    }

    private static void AssertClose(double expected, double found, string what) =>
        Assert.True(
            Math.Abs(expected - found) <= Tolerance * Math.Max(Math.Abs(expected), 1e-6),
            $"{what}: {found:r}, in PyTorch {expected:r}");
}
