namespace ModelGen.Training;

/// <summary>
/// Watches a run: progress, logs, checkpoints, or whatever a project adds. Called on the training thread, between steps. An observer that is
/// used for a second run begins anew in <see cref="TrainingBegins"/>.
/// </summary>
public interface ITrainingObserver
{
    /// <summary>Asked after each epoch: true ends the run there.</summary>
    bool WantsToStop => false;

    void TrainingBegins(TrainingPlan plan)
    {
    }

    void BatchEnds(BatchProgress progress)
    {
    }

    void EpochEnds(EpochResult result)
    {
    }

    void TrainingEnds(TrainingResult result)
    {
    }
}
