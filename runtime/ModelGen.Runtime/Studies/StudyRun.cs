using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelGen.Checkpoints;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>One training of a study: a model, a point of the sweep, a seed.</summary>
/// <param name="Study">It belongs to.</param>
/// <param name="Model">What is trained.</param>
/// <param name="Point">One value for each axis of the sweep.</param>
/// <param name="Seed">Of everything random.</param>
/// <param name="Configured">The model's recipe and dropouts with all settings applied.</param>
internal sealed record StudyRun(Study Study, StudyModel Model, IReadOnlyList<Setting> Point, int Seed, Configured Configured)
{
    private const int LongestName = 120;

    /// <summary>Model and point: what seeds repeat.</summary>
    public string Configuration => Point.Count == 0 ? Model.Label : $"{Model.Label}, {string.Join(", ", Point)}";

    /// <summary>Of its folder: unique in the study, safe in every file system.</summary>
    public string Name
    {
        get
        {
            string seed = Seed.ToString(CultureInfo.InvariantCulture);
            string full = string.Join('-', [Model.Label, .. Point.Select(p => p.ToString()), $"seed{seed}"]);
            string safe = string.Concat(full.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' ? c : '_'));
            if (safe == full && full.Length <= LongestName)
                return full;
            // Two that differ in what was replaced must not share a folder.
            string mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..8];
            return $"{(safe.Length > LongestName ? safe[..LongestName] : safe)}-{mark}";
        }
    }

    /// <summary>All that decides the result.</summary>
    public RunIdentity Identity(DataInfo data, int trainImages) => new()
    {
        Model = Model.Info.Name,
        SpecHash = Model.Info.SpecHash,
        Recipe = Configured.Recipe,
        DropoutRates = Configured.DropoutRates,
        Seed = Seed,
        Data = data.Name,
        Images = trainImages,
        Normalization = data.Normalization,
        Subset = Study.Subset,
        Validation = Study.Validation.Count(Study.Subset ?? trainImages),
        Weights = Model.Weights?.Name,
    };
}
