namespace ModelGen.Training;

/// <summary>The learning rate of every step of a run, a pure function of the step's number.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>The rate of step <paramref name="step"/>, counted from 0 over the whole run.</summary>
    public abstract double At(long step);

    /// <summary>The schedule of a recipe.</summary>
    /// <param name="recipe">Says which, and how long in epochs.</param>
    /// <param name="stepsPerEpoch">Batches in an epoch.</param>
    /// <exception cref="UserError">The recipe's numbers contradict each other.</exception>
    public static LearningRateSchedule Create(Recipe recipe, int stepsPerEpoch)
    {
        if (recipe.WarmupEpochs < 0 || recipe.WarmupEpochs > recipe.Epochs)
            throw new UserError($"warmup_epochs {recipe.WarmupEpochs}: expected 0 to {recipe.Epochs}, the number of epochs");
        long total = (long)recipe.Epochs * stepsPerEpoch;
        if (recipe.Schedule == ScheduleKind.OneCycle)
            return new OneCycleSchedule(recipe, total);
        long warmup = (long)Math.Round(recipe.WarmupEpochs * stepsPerEpoch);
        LearningRateSchedule schedule = recipe.Schedule switch
        {
            ScheduleKind.Constant => new EpochSchedule(recipe.LearningRate, stepsPerEpoch, _ => 1),
            ScheduleKind.Step => new EpochSchedule(recipe.LearningRate, stepsPerEpoch, StepFactor(recipe)),
            ScheduleKind.MultiStep => new EpochSchedule(
                recipe.LearningRate, stepsPerEpoch, epoch => Math.Pow(recipe.Gamma, recipe.Milestones.Count(m => m <= epoch))),
            ScheduleKind.Cosine => new CosineSchedule(recipe.LearningRate, recipe.MinLearningRate, warmup, total),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Schedule, "unknown schedule"),
        };
        return warmup > 0 ? new WarmupSchedule(schedule, warmup) : schedule;
    }

    private static Func<long, double> StepFactor(Recipe recipe) => recipe.StepSize >= 1
        ? epoch => Math.Pow(recipe.Gamma, epoch / recipe.StepSize)
        : throw new UserError($"step_size {recipe.StepSize}: expected at least 1");
}
