using System.Globalization;
using System.Text;

namespace ModelGen.Training;

/// <summary>Keeps <c>metrics.csv</c>: a line for each finished epoch, whole after each.</summary>
public sealed class MetricsCsv(string path) : ITrainingObserver
{
    private readonly StringBuilder text = new();

    public void TrainingBegins(TrainingPlan plan)
    {
        text.Clear();
        text.Append("epoch,learning_rate,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,images_per_second,loader_share\n");
        foreach (var epoch in plan.Finished)
            Append(epoch);
    }

    public void EpochEnds(EpochResult result)
    {
        Append(result);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private void Append(EpochResult result)
    {
        text.Append(CultureInfo.InvariantCulture, $"{result.Epoch},{result.LearningRate},{result.TrainLoss},{result.TrainAccuracy},");
        text.Append(CultureInfo.InvariantCulture, $"{result.ValidationLoss},{result.ValidationAccuracy},{result.Seconds:f3},{result.ImagesPerSecond:f1},{result.LoaderShare:f4}\n");
    }
}
