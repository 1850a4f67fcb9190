namespace ModelGen.Training;

/// <summary>The learning rate of every step of a run: a function of the step's number and, for plateau, of what the epochs reached.</summary>
public abstract class LearningRateSchedule
{
    /// <summary>What a schedule remembers of the epochs so far; null where the step's number is all it needs.</summary>
    public virtual ScheduleState? State
    {
        get => null;
        set
        {
        }
    }

    /// <summary>The rate of step <paramref name="step"/>, counted from 0 over the whole run. A step is one update of the weights.</summary>
    public abstract double At(long step);

    /// <summary>Told what the epoch that just ended reached.</summary>
    /// <param name="loss">On the validation images; without them, on the training images.</param>
    public virtual void EpochEnds(double loss)
    {
    }

    /// <summary>The schedule of a recipe.</summary>
    /// <param name="recipe">Says which, and how long in epochs.</param>
    /// <param name="stepsPerEpoch">Updates in an epoch.</param>
    /// <exception cref="UserError">The recipe's numbers contradict each other.</exception>
    public static LearningRateSchedule Create(Recipe recipe, int stepsPerEpoch)
    {
        recipe.Checked();
        long total = (long)recipe.Epochs * stepsPerEpoch;
        if (recipe.Schedule == ScheduleKind.OneCycle)
            return new OneCycleSchedule(recipe, total);
        long warmup = (long)Math.Round(recipe.WarmupEpochs * stepsPerEpoch);
        var schedule = WithoutWarmup(recipe, stepsPerEpoch, warmup, total);
        return warmup > 0 ? new WarmupSchedule(schedule, warmup) : schedule;
    }

    private static LearningRateSchedule WithoutWarmup(Recipe recipe, int stepsPerEpoch, long warmup, long total) => recipe.Schedule switch
    {
        ScheduleKind.Constant => new EpochSchedule(recipe.LearningRate, stepsPerEpoch, _ => 1),
        ScheduleKind.Step => new EpochSchedule(recipe.LearningRate, stepsPerEpoch, epoch => Math.Pow(recipe.Gamma, epoch / recipe.StepSize)),
        ScheduleKind.MultiStep => new EpochSchedule(
            recipe.LearningRate, stepsPerEpoch, epoch => Math.Pow(recipe.Gamma, recipe.Milestones.Count(m => m <= epoch))),
        ScheduleKind.Exponential => new EpochSchedule(recipe.LearningRate, stepsPerEpoch, epoch => Math.Pow(recipe.Gamma, epoch)),
        ScheduleKind.Polynomial => new PolynomialSchedule(recipe, warmup, total),
        ScheduleKind.Cosine when recipe.RestartEpochs > 0 => new RestartingCosineSchedule(recipe, warmup, recipe.RestartEpochs * stepsPerEpoch),
        ScheduleKind.Cosine => new CosineSchedule(recipe.LearningRate, recipe.MinLearningRate, warmup, total),
        ScheduleKind.Plateau => new PlateauSchedule(recipe),
        _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Schedule, "unknown schedule"),
    };
}

/// <summary>What a plateau schedule remembers.</summary>
/// <param name="Rate">Now.</param>
/// <param name="Best">The lowest loss so far; null before the first epoch.</param>
/// <param name="BadEpochs">Epochs since then.</param>
public sealed record ScheduleState(double Rate, double? Best, int BadEpochs);
