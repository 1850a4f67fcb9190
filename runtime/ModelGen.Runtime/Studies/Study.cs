using ModelGen.Checkpoints;
using ModelGen.Data;

namespace ModelGen.Studies;

/// <summary>What to compare: models × settings × seeds, on one data set.</summary>
internal sealed record Study
{
    /// <summary>For the folder of its results.</summary>
    public required string Name { get; init; }

    /// <summary>For people; null to use the name.</summary>
    public string? Title { get; init; }

    public string? Description { get; init; }

    /// <summary>Where the data is, as <c>--data</c> takes it; null to look where every verb looks.</summary>
    public string? Data { get; init; }

    /// <summary>Which data set it is about ("CIFAR-100"); null for whatever is found.</summary>
    public string? Dataset { get; init; }

    public required IReadOnlyList<StudyModel> Models { get; init; }

    /// <summary>For every run, before what its model and its point of the sweep set.</summary>
    public IReadOnlyList<Setting> Settings { get; init; } = [];

    /// <summary>Every combination of their values is run.</summary>
    public IReadOnlyList<Axis> Sweep { get; init; } = [];

    /// <summary>From the command line: these count before all others.</summary>
    public IReadOnlyList<Setting> Overrides { get; init; } = [];

    public IReadOnlyList<int> Seeds { get; init; } = [0];

    /// <summary>Training images used, validation included; null for all.</summary>
    public int? Subset { get; init; }

    public HoldOut Validation { get; init; } = HoldOut.OfShare(0.1);

    /// <summary>Evaluates the finished model on the images it trained on too, without augmentation and with dropout off.</summary>
    public bool EvaluateTraining { get; init; }

    /// <summary>Which checkpoints each run keeps.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>Every run, models slowest, seeds fastest; all paths and values checked.</summary>
    /// <exception cref="UserError">A setting is for nothing that a model has.</exception>
    public IReadOnlyList<StudyRun> Runs()
    {
        var dropouts = Models.Select(m => m.Info).Distinct().ToDictionary(m => m, m => new Lazy<DropoutPaths>(() => new DropoutPaths(m)));
        var points = Axis.Product(Sweep).ToList();
        var runs = new List<StudyRun>();
        foreach (var model in Models)
        {
            foreach (var point in points)
            {
                var configured = Configured.Of(model.Info.Recipe, dropouts[model.Info], [.. Settings, .. model.Settings, .. point, .. Overrides]);
                runs.AddRange(Seeds.Select(seed => new StudyRun(this, model, point, seed, configured)));
            }
        }

        return runs;
    }
}

/// <summary>A model of a study.</summary>
/// <param name="Info">The generated model.</param>
/// <param name="Label">Its name in tables and curves.</param>
/// <param name="Settings">For its runs alone.</param>
/// <param name="Weights">What it begins with; null for fresh weights.</param>
internal sealed record StudyModel(ModelInfo Info, string Label, IReadOnlyList<Setting> Settings, StudyWeights? Weights);

/// <summary>Trained weights to begin with: a file, or published ones by name.</summary>
/// <param name="Name">As <c>--weights</c> takes it.</param>
/// <param name="Partial">Load what fits and leave the rest fresh.</param>
/// <param name="FreshClassifier">Leave the classifier fresh where it has another number of classes.</param>
internal sealed record StudyWeights(string Name, bool Partial, bool FreshClassifier);
