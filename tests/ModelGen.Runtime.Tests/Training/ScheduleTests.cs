using System.Globalization;
using ModelGen.Training;

namespace ModelGen.Runtime.Tests.Training;

/// <summary>Our schedules against PyTorch's schedulers, stepped once a batch (or, where they change between epochs, once an epoch).</summary>
public sealed class ScheduleTests
{
    private const int StepsPerEpoch = 13;

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
        string script = $"""
            import torch, warnings
            warnings.simplefilter("ignore")
            o = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.2)
            s = {scheduler}
            for t in range({(recipe.Epochs * StepsPerEpoch) - 1} + 1):
                print(repr(o.param_groups[0]["lr"]))
                o.step()
                if t < {(recipe.Epochs * StepsPerEpoch) - 1} and ({(everyEpoch ? "False" : "True")} or t % {StepsPerEpoch} == {StepsPerEpoch - 1}):
                    s.step()
            """;
        double[] expected = [.. Python.RunWithTorch(script).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        var schedule = LearningRateSchedule.Create(recipe, StepsPerEpoch);
        Assert.Equal(recipe.Epochs * StepsPerEpoch, expected.Length);
        for (int t = 0; t < expected.Length; t++)
            Assert.True(Math.Abs(expected[t] - schedule.At(t)) <= 1e-9, $"step {t}: PyTorch {expected[t]}, ours {schedule.At(t)}");
    }
}
