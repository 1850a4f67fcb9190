namespace ModelGen.Training;

/// <summary>
/// The share of their own rates that dropouts have at every step of a run: a function of the step's number alone, so that a run that goes on
/// needs no memory of it.
/// </summary>
internal sealed class DropoutSchedule
{
    private readonly Func<double, double> shape;
    private readonly double length;

    private DropoutSchedule(Func<double, double> shape, double length) => (this.shape, this.length) = (shape, length);

    /// <summary>The schedule of a recipe; null where dropouts keep their rates.</summary>
    /// <param name="recipe">Says which, and how long in epochs.</param>
    /// <param name="stepsPerEpoch">Updates in an epoch.</param>
    public static DropoutSchedule? Create(Recipe recipe, int stepsPerEpoch)
    {
        double epochs = recipe.DropoutEpochs > 0 ? recipe.DropoutEpochs : recipe.Epochs;
        Func<double, double>? shape = recipe.DropoutSchedule switch
        {
            DropoutScheduleKind.Constant => null,
            // Scheduled DropBlock (Ghiasi et al. 2018, section 3): the keep probability falls from 1 to its target in a line.
            DropoutScheduleKind.Linear => way => Math.Min(way, 1),
            // Curriculum dropout (Morerio et al. 2017, equation 3): θ(t) = (1 − θ̄)·exp(−γt) + θ̄ of the keep probability; they set γ = 10/T.
            DropoutScheduleKind.Curriculum => way => 1 - Math.Exp(-recipe.DropoutGamma * way),
            // Early and late dropout (Liu et al. 2023, section 4); early's rate constant, or falling to 0.
            DropoutScheduleKind.Early => way => way < 1 ? 1 : 0,
            DropoutScheduleKind.EarlyLinear => way => Math.Max(0, 1 - way),
            DropoutScheduleKind.Late => way => way < 1 ? 0 : 1,
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.DropoutSchedule, "unknown schedule"),
        };
        return shape is null ? null : new DropoutSchedule(shape, epochs * stepsPerEpoch);
    }

    /// <summary>Of step <paramref name="step"/>, counted from 0 over the whole run; in [0, 1]. A step is one update of the weights.</summary>
    public double At(long step) => shape(step / length);
}
