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
    private readonly PretrainedWeights? published;
    private InferenceModel? inferenceForm;

    private TrainedModel(ModelInfo info, WeightsArgument weights, nn.Module<Tensor, Tensor> model, CheckpointInfo? checkpoint)
    {
        (this.info, file, published, Model, CheckpointInfo) = (info, weights.Path, weights.Published, model, checkpoint);
    }

    public nn.Module<Tensor, Tensor> Model { get; }

    /// <summary>What answers: the model itself, or its inference form, which takes the model's place.</summary>
    /// <param name="isPlain">Whether the model itself is asked for.</param>
    public nn.Module<Tensor, Tensor> Answering(bool isPlain) => isPlain || Model is not IInferenceForm ? Model : inferenceForm ??= Model.ForInference(new InferenceOptions { TakesModel = true });

    /// <summary>Null for a bare weights file.</summary>
    public CheckpointInfo? CheckpointInfo { get; }

    /// <summary>Loads weights, saying what was found in a file of another program, and warning where they come from an older spec, or from synthetic data.</summary>
    public static TrainedModel Load(ModelInfo info, WeightsArgument weights, WeightsOptions options, CommandConsole console)
    {
        var model = info.Create(null);
        try
        {
            var (checkpoint, report) = Checkpoint.Load(weights.Path, model, info, weights.Complete(options));
            Tell(weights.Path, info, checkpoint, report, console.Error);
            return new TrainedModel(info, weights, model, checkpoint);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Says what was loaded, where that is not simply a checkpoint of this very model.</summary>
    public static void Tell(string file, ModelInfo info, CheckpointInfo? checkpoint, WeightsReport report, TextWriter output)
    {
        if (checkpoint is null || report.Details.Count > 0)
            output.WriteLine($"note: {file} ({WeightsFile.Describe(report.Format)}): {report.Summary}");
        foreach (string line in report.Details)
            output.WriteLine(line);
        if (checkpoint is not null && checkpoint.Model == info.Name && checkpoint.SpecHash != info.SpecHash)
            output.WriteLine($"warning: {file} was trained with another version of {info.SpecFile}; the weights fit, but the model may compute something else");
        if (checkpoint?.Data.Synthetic == true)
            output.WriteLine($"warning: {file} was trained on synthetic data, not on real pictures");
    }

    /// <summary>What the model learned with, as far as the checkpoint or the spec says; null for a bare file.</summary>
    public Normalization? Normalization => CheckpointInfo?.Data.Normalization ?? published?.Normalization;

    /// <summary>What the weights were trained to minimise: as the checkpoint says, else the spec.</summary>
    public LossKind Loss => CheckpointInfo?.Recipe.Loss ?? info.Recipe.Loss;

    /// <summary>For pictures: the names it learned, or numbers for a bare file of a model without CIFAR-10's ten classes.</summary>
    public IReadOnlyList<string> ClassNames => CheckpointInfo?.Data.ClassNames
        ?? (info.Classes == Cifar10Reader.ClassNames.Count ? Cifar10Reader.ClassNames : [.. Enumerable.Range(0, Math.Max(2, (int)info.Classes)).Select(c => $"class {c}")]);

    /// <exception cref="UserError">The weights learned other classes than the data's.</exception>
    public void CheckClasses(Dataset data)
    {
        if (CheckpointInfo is { } checkpoint && !checkpoint.Data.ClassNames.SequenceEqual(data.ClassNames))
            throw new UserError($"{file}: trained on {checkpoint.Data.Name} ({string.Join(", ", checkpoint.Data.ClassNames.Take(3))}, …), but the data is {data.Name} ({string.Join(", ", data.ClassNames.Take(3))}, …, from {data.Source}): name the data it was trained on with --data");
    }

    public void Dispose()
    {
        inferenceForm?.Dispose();
        Model.Dispose();
    }
}
