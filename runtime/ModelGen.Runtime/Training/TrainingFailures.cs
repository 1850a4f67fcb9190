using System.Runtime.InteropServices;
using ModelGen.Checkpoints;
using ModelGen.Data;

namespace ModelGen.Training;

/// <summary>What is said when a run cannot go on.</summary>
internal sealed class TrainingFailures(string model, IEnumerable<ITrainingObserver> observers)
{
    private const int ImagesNamed = 4;

    /// <summary>In libtorch's messages: its CPU allocator's, in its versions, and CUDA's.</summary>
    private static readonly string[] MemoryErrors = ["can't allocate memory", "not enough memory", "out of memory"];

    public static bool IsOutOfMemory(ExternalException error) =>
        MemoryErrors.Any(words => error.Message.Contains(words, StringComparison.OrdinalIgnoreCase));

    /// <param name="batch">Whose step it was.</param>
    /// <param name="shape">Of an image.</param>
    /// <param name="planned">What the step was planned to take.</param>
    /// <param name="error">As libtorch has it.</param>
    public UserError OutOfMemory(Batch batch, ImageShape shape, StepMemory planned, Exception error) => new(
        FormattableString.Invariant(
            $"{model}: out of memory in a training step of {batch.Count} images of {shape} ({planned}; {Environment.WorkingSet >> 20} MB in use): ")
        + $"lower batch_size and raise accumulate by as much, which makes the same updates{LastGood()}",
        error);

    /// <param name="what">Is not finite.</param>
    /// <param name="value">That it is instead.</param>
    /// <param name="at">The step.</param>
    /// <param name="batch">Its images.</param>
    /// <param name="where">The first place known to be not finite, in words.</param>
    public TrainingDiverged Diverged(string what, double value, (int Epoch, int Step, double Rate) at, Batch batch, string? where)
    {
        string images = string.Join(", ", batch.Indices.Span[..Math.Min(ImagesNamed, batch.Count)].ToArray());
        return new TrainingDiverged(FormattableString.Invariant(
            $"{model}: the {what} is {value} at epoch {at.Epoch}, step {at.Step} (learning rate {at.Rate:g3}; training images {images}, … of {batch.Count}){(where is null ? "" : $": {where}")}: the training diverged; try a lower lr, a longer warm-up or clip_norm{LastGood()}"));
    }

    private string LastGood() =>
        observers.OfType<CheckpointWriter>().Select(w => w.LastGoodPath).FirstOrDefault(p => p is not null) is { } path
            ? $"; the last good checkpoint is {path}"
            : "";
}

/// <summary>The loss or a gradient is no longer a number: the same run would end the same way again.</summary>
public sealed class TrainingDiverged(string message) : UserError(message);
