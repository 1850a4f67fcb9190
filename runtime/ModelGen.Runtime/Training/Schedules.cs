namespace ModelGen.Training;

/// <summary>
/// A rate that changes between epochs only: lr × factor(epoch). With γ^⌊epoch/step_size⌋ it is PyTorch's StepLR, with γ^(milestones passed)
/// its MultiStepLR, with γ^epoch its ExponentialLR, all stepped once an epoch.
/// </summary>
internal sealed class EpochSchedule(double rate, int stepsPerEpoch, Func<long, double> factor) : LearningRateSchedule
{
    public override double At(long step) => rate * factor(step / stepsPerEpoch);
}

/// <summary>
/// Half a cosine from the peak to the minimum, over the steps after warm-up: min + (lr − min)·(1 + cos(π·t/T))/2 (Loshchilov and Hutter,
/// "SGDR", ICLR 2017, equation 5, without restarts). PyTorch's CosineAnnealingLR(T_max = T), stepped every batch.
/// </summary>
internal sealed class CosineSchedule(double rate, double minimum, long warmup, long total) : LearningRateSchedule
{
    public override double At(long step)
    {
        double way = total > warmup ? Math.Clamp((double)(step - warmup) / (total - warmup), 0, 1) : 1;
        return minimum + ((rate - minimum) * (1 + Math.Cos(Math.PI * way)) / 2);
    }
}

/// <summary>
/// Cosines one after another (Loshchilov and Hutter, equation 5): PyTorch's CosineAnnealingWarmRestarts(T_0, T_mult), stepped every batch.
/// </summary>
/// <param name="recipe">Rates, and how much longer each cycle is.</param>
/// <param name="warmup">Steps before the first cycle.</param>
/// <param name="first">Steps of the first cycle.</param>
internal sealed class RestartingCosineSchedule(Recipe recipe, long warmup, double first) : LearningRateSchedule
{
    public override double At(long step)
    {
        double into = Math.Max(0, step - warmup);
        double length = first;
        while (into >= length)
        {
            into -= length;
            length *= recipe.RestartFactor;
        }

        return recipe.MinLearningRate + ((recipe.LearningRate - recipe.MinLearningRate) * (1 + Math.Cos(Math.PI * into / length)) / 2);
    }
}

/// <summary>min + (lr − min)·(1 − t/T)^power over the steps after warm-up; with min 0 it is PyTorch's PolynomialLR, stepped every batch.</summary>
internal sealed class PolynomialSchedule(Recipe recipe, long warmup, long total) : LearningRateSchedule
{
    public override double At(long step)
    {
        double way = total > warmup ? Math.Clamp((double)(step - warmup) / (total - warmup), 0, 1) : 1;
        return recipe.MinLearningRate + ((recipe.LearningRate - recipe.MinLearningRate) * Math.Pow(1 - way, recipe.Power));
    }
}

/// <summary>
/// Falls by gamma when the loss has not improved by 0.01 % for more than <c>patience</c> epochs, down to <c>min_lr</c>: PyTorch's
/// ReduceLROnPlateau(factor = gamma, patience, min_lr) with its defaults otherwise, stepped once an epoch.
/// </summary>
internal sealed class PlateauSchedule(Recipe recipe) : LearningRateSchedule
{
    private const double Threshold = 1e-4;
    private const double SmallestChange = 1e-8;

    private ScheduleState state = new(recipe.LearningRate, null, 0);

    public override ScheduleState? State
    {
        get => state;
        set => state = value ?? state;
    }

    public override double At(long step) => state.Rate;

    public override void EpochEnds(double loss)
    {
        state = state.Best is { } best && !(loss < best * (1 - Threshold)) ? state with { BadEpochs = state.BadEpochs + 1 } : state with { Best = loss, BadEpochs = 0 };
        if (state.BadEpochs <= recipe.Patience)
            return;
        double lower = Math.Max(state.Rate * recipe.Gamma, recipe.MinLearningRate);
        state = state with { Rate = state.Rate - lower > SmallestChange ? lower : state.Rate, BadEpochs = 0 };
    }
}

/// <summary>
/// Linear warm-up before another schedule (Goyal et al., "Accurate, large minibatch SGD", 2017, section 2.2): step t of w runs at
/// (t + 1)/w of the schedule's rate. The schedule counts its epochs from the first step of all.
/// </summary>
internal sealed class WarmupSchedule(LearningRateSchedule schedule, long warmup) : LearningRateSchedule
{
    public override ScheduleState? State
    {
        get => schedule.State;
        set => schedule.State = value;
    }

    // A cosine waits at its peak while it warms up: At(step) before warmup is the peak.
    public override double At(long step) => step < warmup ? schedule.At(step) * (step + 1) / warmup : schedule.At(step);

    public override void EpochEnds(double loss) => schedule.EpochEnds(loss);
}

/// <summary>
/// One cycle (Smith and Topin, "Super-convergence", 2018): up from lr/25 to lr, down to <c>min_lr</c> or, where that is 0, to lr/25/10⁴;
/// both along half a cosine. The rising part is warmup_epochs of epochs, by default 0.3 of the run. It is PyTorch's OneCycleLR(max_lr = lr,
/// total_steps, pct_start = warmup_epochs/epochs or 0.3, div_factor = 25, final_div_factor = 10⁴), stepped every batch.
/// </summary>
internal sealed class OneCycleSchedule(Recipe recipe, long total) : LearningRateSchedule
{
    private const double DivFactor = 25;
    private const double FinalDivFactor = 1e4;

    private readonly double peak = recipe.LearningRate;
    private readonly double start = recipe.LearningRate / DivFactor;
    private readonly double end = recipe.MinLearningRate > 0 ? recipe.MinLearningRate : recipe.LearningRate / DivFactor / FinalDivFactor;
    private readonly double top = ((recipe.WarmupEpochs > 0 ? recipe.WarmupEpochs / recipe.Epochs : 0.3) * total) - 1;

    public override double At(long step)
    {
        // A run so short that the top lies before its first step only falls.
        if (step <= top && top > 0)
            return Anneal(start, peak, step / top);
        double from = Math.Max(top, 0);
        double left = total - 1 - from;
        return left > 0 ? Anneal(peak, end, Math.Min((step - from) / left, 1)) : peak;
    }

    private static double Anneal(double from, double to, double way) => to + ((from - to) * (1 + Math.Cos(Math.PI * way)) / 2);
}
