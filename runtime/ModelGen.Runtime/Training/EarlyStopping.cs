namespace ModelGen.Training;

/// <summary>Ends a run that no longer gets better: after so many epochs without a higher validation accuracy.</summary>
public sealed class EarlyStopping(int patience) : ITrainingObserver
{
    private double best;
    private int since;

    public bool WantsToStop => since >= patience;

    public void TrainingBegins(TrainingPlan plan)
    {
        if (plan.ValidationImages == 0)
            throw new UserError($"early_stopping {patience}: expected 0 where no images are held out for validation, or --validation with some");
        (best, since) = (double.NegativeInfinity, 0);
        foreach (var epoch in plan.Finished)
            EpochEnds(epoch);
    }

    public void EpochEnds(EpochResult result)
    {
        if (!(result.ValidationAccuracy > best))
        {
            since++;
            return;
        }

        (best, since) = (result.ValidationAccuracy.Value, 0);
    }
}
