using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Training;

/// <summary>
/// Where a run stands, beside its weights. Random numbers need no state: order, augmentation, mixing and dropout are drawn from the seed, the
/// epoch and the batch's number, and so are the same in a run that goes on as in one that was never interrupted.
/// </summary>
internal sealed record TrainingState
{
    /// <summary>Finished epochs and what they reached.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Batches done in the epoch under way.</summary>
    public required int Batches { get; init; }

    /// <summary>Over those batches.</summary>
    public required RunningMeanState Mean { get; init; }

    /// <summary>Spent on them.</summary>
    public required double Seconds { get; init; }

    public ScheduleState? Schedule { get; init; }

    /// <summary>Updates of the average of the weights.</summary>
    public required long AverageUpdates { get; init; }

    /// <summary>Updates of each parameter that had any.</summary>
    public required IReadOnlyDictionary<string, long> Updates { get; init; }

    /// <summary>SHA-256 of the tensors' file, in lower-case hex. Set when it is written.</summary>
    public string TensorsSha256 { get; init; } = "";

    /// <summary>
    /// Tensors that go with it: the optimizer's, and the weights themselves where <c>weights.dat</c> holds their average. The tensors belong
    /// to the learner.
    /// </summary>
    public static Dictionary<string, Tensor> TensorsOf(Learner learner)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var parameter in learner.Optimizer.Parameters)
        {
            for (int i = 0; i < parameter.Slots.Length; i++)
                tensors.Add($"optimizer.{learner.Optimizer.SlotNames[i]}.{parameter.Name}", parameter.Slots[i]);
        }

        if (learner.Average is not null)
        {
            foreach (var (name, value) in learner.Model.state_dict())
                tensors.Add($"model.{name}", value);
        }

        return tensors;
    }

    /// <summary>Makes the optimizer's memory for the parameters that had updates, so that <see cref="TensorsOf"/> lists what the file holds.</summary>
    public void Prepare(Learner learner)
    {
        foreach (var parameter in learner.Optimizer.Parameters)
        {
            parameter.Updates = Updates.GetValueOrDefault(parameter.Name);
            if (parameter.Updates > 0)
                parameter.MakeSlots(learner.Optimizer.SlotNames.Count);
        }

        if (learner.Average is { } average)
            average.Updates = AverageUpdates;
    }
}

/// <summary>The sums behind a running mean.</summary>
internal sealed record RunningMeanState(double LossSum, long Right, int Images);
