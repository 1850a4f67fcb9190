using System.CommandLine;
using ModelGen.Checkpoints;
using ModelGen.Data;
using ModelGen.Training;

namespace ModelGen.CommandLine;

/// <summary>The options of <c>train</c> for beginning with trained weights: transfer learning.</summary>
internal sealed class InitialWeights
{
    private readonly Option<string?> weights = CommandOptions.Weights("What to begin with, instead of fresh weights", required: false);
    private readonly WeightsOptionSet finding = new();
    private readonly WeightsOptionSet.Normalizing normalizing = new();
    private readonly Option<bool> freshClassifier = new("--fresh-classifier")
    {
        Description = "With --weights: leave the classifier fresh if the file has one for another number of classes, or none.",
    };

    public IEnumerable<Option> All => [weights, .. finding.All, freshClassifier, .. normalizing.All];

    /// <summary>The file to begin with, downloaded by now; null for fresh weights.</summary>
    /// <exception cref="UserError">An option says how to load weights, but there are none to load; or a run that goes on has its own.</exception>
    public WeightsArgument? Find(ParseResult parsed, ModelInfo info, bool resumed, WeightsStore store, CancellationToken cancellation)
    {
        if (resumed && All.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } own)
            throw new UserError($"{own.Name} with --resume: the run goes on with its own weights and normalisation");
        if (parsed.GetValue(weights) is { } text)
            return WeightsArgument.Find(text, info, store, cancellation);
        foreach (var option in finding.All.Append(freshClassifier))
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UserError($"{option.Name} says how to load weights: name them with --weights");
        }

        return null;
    }

    /// <summary>What images are normalised by: as the options say, else as the weights were trained, else the data's own.</summary>
    public Normalization? Normalization(ParseResult parsed, ModelInfo info, WeightsArgument? found)
    {
        if (normalizing.Of(parsed, info) is { } given)
            return given;
        return found is { Published: { } published } ? published.Normalization : found is null ? null : Checkpoint.TryReadInfo(found.Path)?.Data.Normalization;
    }

    /// <summary>Puts the weights into a trainer that has not begun, and says what was loaded.</summary>
    public void Load(ParseResult parsed, ModelInfo info, WeightsArgument found, Trainer trainer, TextWriter output)
    {
        var options = finding.Options(parsed) with { FreshClassifier = parsed.GetValue(freshClassifier) };
        var report = trainer.LoadWeights(found.Path, found.Complete(options));
        TrainedModel.Tell(found.Path, info, Checkpoint.TryReadInfo(found.Path), report, output);
    }
}
