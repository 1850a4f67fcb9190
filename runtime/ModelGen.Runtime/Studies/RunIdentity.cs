using System.Text.Json;
using System.Text.Json.Nodes;
using ModelGen.Data;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>All that decides a run's result, as its folder records it: a folder is gone on with only by the run it is of.</summary>
internal sealed record RunIdentity
{
    public required string Model { get; init; }

    public required string SpecHash { get; init; }

    public required int Seed { get; init; }

    public required string Data { get; init; }

    /// <summary>Training images of the whole data set.</summary>
    public required int Images { get; init; }

    public required Normalization Normalization { get; init; }

    public int? Subset { get; init; }

    /// <summary>Images held out.</summary>
    public required int Validation { get; init; }

    /// <summary>What it begins with; null for fresh weights.</summary>
    public string? Weights { get; init; }

    public required IReadOnlyList<DropoutRate> DropoutRates { get; init; }

    public required Recipe Recipe { get; init; }

    /// <summary>The fields in which two differ, as "epochs 10, not 5"; empty for equal ones.</summary>
    public static IReadOnlyList<string> Differences(RunIdentity found, RunIdentity expected)
    {
        var (a, b) = (Flat(found), Flat(expected));
        return [.. a.Keys.Union(b.Keys).Where(k => a.GetValueOrDefault(k) != b.GetValueOrDefault(k))
            .Select(k => $"{k} {a.GetValueOrDefault(k) ?? "none"}, not {b.GetValueOrDefault(k) ?? "none"}")];
    }

    /// <summary>Every entry by its name; those of the recipe beside the others.</summary>
    private static Dictionary<string, string> Flat(RunIdentity identity)
    {
        var entries = JsonSerializer.SerializeToNode(identity, RuntimeJson.Default.RunIdentity)!.AsObject();
        var recipe = entries["recipe"]!.AsObject();
        entries.Remove("recipe");
        return entries.Concat(recipe).ToDictionary(e => e.Key, e => e.Value?.ToJsonString(Compact) ?? "none");
    }

    private static readonly JsonSerializerOptions Compact = new() { WriteIndented = false };
}
