using System.Globalization;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>Our schedules against PyTorch's schedulers, stepped once a batch (or, where they change between epochs, once an epoch).</summary>
public sealed class ScheduleTests
{
    private const int StepsPerEpoch = 13;

    /// <summary>One process for all tests, because starting one takes seconds: a line with a scheduler in, a line with its rates out.</summary>
    private static readonly Lazy<System.Diagnostics.Process> Peer = new(() => Python.StartWithTorch("""
        import sys, torch, warnings
        warnings.simplefilter("ignore")
        for line in sys.stdin:
            steps, every, scheduler = line.split(" ", 2)
            o = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
            s = eval(scheduler)
            rates = []
            for t in range(int(steps)):
                rates.append(repr(o.param_groups[0]["lr"]))
                o.step()
                if t + 1 < int(steps) and (t + 1) % int(every) == 0:
                    s.step()
            print(*rates, flush=True)
        """));

    [SkippableTheory]
    [InlineData(0, "0.3")]
    [InlineData(2, "2/7")]
    [InlineData(1.5, "1.5/7")]
    public void One_cycle_is_OneCycleLR(double warmupEpochs, string fraction) => Compare(
        new Recipe { Schedule = ScheduleKind.OneCycle, LearningRate = 0.2, Epochs = 7, WarmupEpochs = warmupEpochs },
        $"torch.optim.lr_scheduler.OneCycleLR(o, max_lr=0.2, total_steps={7 * StepsPerEpoch}, pct_start={fraction}, cycle_momentum=False)");

    [SkippableFact]
    public void One_cycle_to_a_minimum_is_OneCycleLR_with_that_final_factor() => Compare(
        new Recipe { Schedule = ScheduleKind.OneCycle, LearningRate = 0.2, Epochs = 7, MinLearningRate = 0.001 },
        $"torch.optim.lr_scheduler.OneCycleLR(o, max_lr=0.2, total_steps={7 * StepsPerEpoch}, final_div_factor=0.2/25/0.001, cycle_momentum=False)");

    [SkippableFact]
    public void Cosine_is_CosineAnnealingLR() => Compare(
        new Recipe { Schedule = ScheduleKind.Cosine, LearningRate = 0.2, Epochs = 7, MinLearningRate = 0.01 },
        $"torch.optim.lr_scheduler.CosineAnnealingLR(o, {7 * StepsPerEpoch}, eta_min=0.01)");

    [SkippableFact]
    public void Cosine_with_warm_up_is_LinearLR_then_CosineAnnealingLR() => Compare(
        new Recipe { Schedule = ScheduleKind.Cosine, LearningRate = 0.2, Epochs = 7, WarmupEpochs = 2 },
        $"""
        torch.optim.lr_scheduler.SequentialLR(o, [
            torch.optim.lr_scheduler.LinearLR(o, 1/{2 * StepsPerEpoch}, 1, {(2 * StepsPerEpoch) - 1}),
            torch.optim.lr_scheduler.CosineAnnealingLR(o, {5 * StepsPerEpoch})], [{2 * StepsPerEpoch}])
        """);

    [SkippableFact]
    public void Step_is_StepLR() => Compare(
        new Recipe { Schedule = ScheduleKind.Step, LearningRate = 0.2, Epochs = 7, StepSize = 2, Gamma = 0.3 },
        "torch.optim.lr_scheduler.StepLR(o, 2, 0.3)", everyEpoch: true);

    [SkippableFact]
    public void Multi_step_is_MultiStepLR() => Compare(
        new Recipe { Schedule = ScheduleKind.MultiStep, LearningRate = 0.2, Epochs = 7, Milestones = [2, 5], Gamma = 0.3 },
        "torch.optim.lr_scheduler.MultiStepLR(o, [2, 5], 0.3)", everyEpoch: true);

    [SkippableFact]
    public void Exponential_is_ExponentialLR() => Compare(
        new Recipe { Schedule = ScheduleKind.Exponential, LearningRate = 0.2, Epochs = 7, Gamma = 0.8 },
        "torch.optim.lr_scheduler.ExponentialLR(o, 0.8)", everyEpoch: true);

    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2.5)]
    public void Polynomial_is_PolynomialLR(double power) => Compare(
        new Recipe { Schedule = ScheduleKind.Polynomial, LearningRate = 0.2, Epochs = 7, Power = power },
        FormattableString.Invariant($"torch.optim.lr_scheduler.PolynomialLR(o, {7 * StepsPerEpoch}, {power})"));

    [SkippableTheory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    public void Cosine_with_restarts_is_CosineAnnealingWarmRestarts(int first, int factor) => Compare(
        new Recipe { Schedule = ScheduleKind.Cosine, LearningRate = 0.2, Epochs = 7, MinLearningRate = 0.01, RestartEpochs = first, RestartFactor = factor },
        $"torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, {first * StepsPerEpoch}, {factor}, eta_min=0.01)");

    [SkippableFact]
    public void Plateau_is_ReduceLROnPlateau()
    {
        double[] losses = [2.0, 1.5, 1.5, 1.49999, 1.6, 1.4, 1.41, 1.42, 1.43, 1.3999, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5];
        string script = $"""
            import torch
            o = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
            s = torch.optim.lr_scheduler.ReduceLROnPlateau(o, factor=0.3, patience=2, min_lr=0.003)
            for loss in [{string.Join(", ", losses.Select(l => l.ToString(CultureInfo.InvariantCulture)))}]:
                s.step(loss)
                print(repr(o.param_groups[0]["lr"]))
            """;
        var schedule = LearningRateSchedule.Create(
            new Recipe { Schedule = ScheduleKind.Plateau, LearningRate = 0.2, Epochs = 20, Gamma = 0.3, Patience = 2, MinLearningRate = 0.003 }, StepsPerEpoch);
        foreach (var (loss, line) in losses.Zip(Python.RunWithTorch(script).Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            schedule.EpochEnds(loss);
            Assert.Equal(double.Parse(line, CultureInfo.InvariantCulture), schedule.At(0), 12);
        }

        Assert.Equal(0.003, schedule.At(0), 12);
    }

    [Theory]
    [InlineData(ScheduleKind.Constant)]
    [InlineData(ScheduleKind.Step)]
    [InlineData(ScheduleKind.MultiStep)]
    [InlineData(ScheduleKind.Exponential)]
    [InlineData(ScheduleKind.Polynomial)]
    [InlineData(ScheduleKind.Cosine)]
    [InlineData(ScheduleKind.Plateau)]
    public void Every_schedule_warms_up_in_a_line(ScheduleKind kind)
    {
        var schedule = LearningRateSchedule.Create(new Recipe { Schedule = kind, LearningRate = 0.8, Epochs = 4, WarmupEpochs = 0.5, Milestones = [2] }, stepsPerEpoch: 8);
        Assert.Equal([0.2, 0.4, 0.6, 0.8, 0.8], Enumerable.Range(0, 5).Select(t => Math.Round(schedule.At(t), 12)));
    }

    [Fact]
    public void Constant_with_warm_up_rises_to_the_rate_and_stays()
    {
        var schedule = LearningRateSchedule.Create(new Recipe { LearningRate = 0.4, Epochs = 2, WarmupEpochs = 0.5 }, stepsPerEpoch: 8);
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.4, 0.4], Enumerable.Range(0, 6).Select(t => Math.Round(schedule.At(t), 12)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void One_cycle_of_a_run_of_few_steps_stays_between_its_ends(int steps)
    {
        var schedule = LearningRateSchedule.Create(new Recipe { Schedule = ScheduleKind.OneCycle, LearningRate = 0.1, Epochs = 1 }, steps);
        Assert.All(Enumerable.Range(0, steps), t => Assert.InRange(schedule.At(t), 0.1 / 25 / 1e4, 0.1));
    }

    [Fact]
    public void A_warm_up_longer_than_the_run_is_an_error() =>
        Assert.Throws<UserError>(() => LearningRateSchedule.Create(new Recipe { Epochs = 2, WarmupEpochs = 3 }, 10));

    private static void Compare(Recipe recipe, string scheduler, bool everyEpoch = false)
    {
        int steps = recipe.Epochs * StepsPerEpoch;
        Peer.Value.StandardInput.WriteLine($"{steps} {(everyEpoch ? StepsPerEpoch : 1)} {scheduler.ReplaceLineEndings(" ")}");
        string rates = Peer.Value.StandardOutput.ReadLine() ?? throw new InvalidOperationException(Peer.Value.StandardError.ReadToEnd());
        double[] expected = [.. rates.Split(' ').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        var schedule = LearningRateSchedule.Create(recipe, StepsPerEpoch);
        Assert.Equal(recipe.Epochs * StepsPerEpoch, expected.Length);
        for (int t = 0; t < expected.Length; t++)
            Assert.True(Math.Abs(expected[t] - schedule.At(t)) <= 1e-9, $"step {t}: PyTorch {expected[t]}, ours {schedule.At(t)}");
    }
}
