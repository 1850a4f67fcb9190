using ModelGen.Checkpoints;
using ModelGen.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.CommandLine;

/// <summary>A model with loaded weights, and what their file knows of the data they learned from.</summary>
internal sealed class TrainedModel : IDisposable
{
    private readonly ModelInfo info;
    private readonly string file;

    private TrainedModel(ModelInfo info, string file, nn.Module<Tensor, Tensor> model, CheckpointInfo? checkpoint)
    {
        (this.info, this.file, Model, CheckpointInfo) = (info, file, model, checkpoint);
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>Null for a bare weights file.</summary>
    public CheckpointInfo? CheckpointInfo { get; }

    /// <summary>Loads weights, warning where they come from an older spec, or from synthetic data.</summary>
    public static TrainedModel Load(ModelInfo info, string file, CommandConsole console)
    {
        var model = info.Create(null);
        try
        {
            var checkpoint = Checkpoint.Load(file, model, info);
            if (checkpoint is not null && checkpoint.SpecHash != info.SpecHash)
                console.Error.WriteLine($"warning: {file} was trained with another version of {info.SpecFile}; the weights fit, but the model may compute something else");
            if (checkpoint?.Data.Synthetic == true)
                console.Error.WriteLine($"warning: {file} was trained on synthetic data, not on real pictures");
            return new TrainedModel(info, file, model, checkpoint);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>What the model learned with; for a bare file, the data's own.</summary>
    public Normalization Normalization(Dataset data) => CheckpointInfo?.Data.Normalization ?? data.Normalization;

    /// <summary>For pictures: the names it learned, or numbers for a bare file of a model without CIFAR-10's ten classes.</summary>
    public IReadOnlyList<string> ClassNames => CheckpointInfo?.Data.ClassNames
        ?? (info.Classes == Cifar10Reader.ClassNames.Count ? Cifar10Reader.ClassNames : [.. Enumerable.Range(0, (int)info.Classes).Select(c => $"class {c}")]);

    /// <exception cref="UserError">The weights learned other classes than the data's.</exception>
    public void CheckClasses(Dataset data)
    {
        if (CheckpointInfo is { } checkpoint && !checkpoint.Data.ClassNames.SequenceEqual(data.ClassNames))
            throw new UserError($"{file}: trained on {checkpoint.Data.Name} ({string.Join(", ", checkpoint.Data.ClassNames.Take(3))}, …), but the data is {data.Name} ({string.Join(", ", data.ClassNames.Take(3))}, …, from {data.Source}): name the data it was trained on with --data");
    }

    public void Dispose() => Model.Dispose();
}
