namespace ModelGen.Training;

/// <summary>Watches a run: progress, logs, checkpoints. Called on the training thread, between steps.</summary>
public interface ITrainingObserver
{
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
