using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Data;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>The images of a study and the weights that its models begin with, each read once.</summary>
internal sealed class StudyData(string? dataset, Func<ImageShape, Dataset> load, WeightsStore store, CommandConsole console, CancellationToken cancellation)
{
    private readonly Dictionary<ImageShape, Dataset> sets = [];
    private readonly Dictionary<StudyModel, WeightsArgument> files = [];

    /// <summary>In the shape the model takes, normalised as its weights were trained.</summary>
    /// <exception cref="UserError">There is no such data, or it is not what the study is about.</exception>
    public Dataset For(StudyModel model, IReadOnlyList<StudyModel> all)
    {
        var shape = ImageShape.Of(model.Info.InputShape);
        if (!sets.TryGetValue(shape, out var set))
        {
            set = load(shape);
            if (dataset is not null && set.Name != dataset)
                throw new UserError($"the study is about {dataset}, but the data is {set.Name} ({set.Source}): name {dataset}'s folder with --data, or another study");
            foreach (var other in all.Where(m => ImageShape.Of(m.Info.InputShape) == shape))
                set.CheckFits(other.Info);
            sets.Add(shape, set);
        }

        return Normalization(model) is { } normalization ? set.With(normalization) : set;
    }

    /// <summary>Puts the weights that the model begins with into a trainer that has not begun.</summary>
    public void LoadWeights(StudyModel model, Trainer trainer)
    {
        if (model.Weights is not { } weights)
            return;
        var file = File(model, weights);
        var report = trainer.LoadWeights(file.Path, file.Complete(new WeightsOptions { Partial = weights.Partial, FreshClassifier = weights.FreshClassifier }));
        console.Error.WriteLine($"note: {file.Path}: {report.Summary}");
    }

    private Normalization? Normalization(StudyModel model)
    {
        if (model.Weights is not { } weights)
            return null;
        var file = File(model, weights);
        return file.Published is { } published ? published.Normalization : Checkpoint.TryReadInfo(file.Path)?.Data.Normalization;
    }

    private WeightsArgument File(StudyModel model, StudyWeights weights)
    {
        if (!files.TryGetValue(model, out var file))
            files.Add(model, file = WeightsArgument.Find(weights.Name, model.Info, store, cancellation));
        return file;
    }
}
