using ModelGen.Compiler.Backends.Listing;
using ModelGen.Training;

namespace ModelGen.Checkpoints;

/// <summary>
/// What changed between the spec that a checkpoint was trained by and today's: layers with their arguments, and the recipe.
/// </summary>
internal static class SpecDifference
{
    private const int Shown = 12;

    /// <summary>Indented lines under a heading for the layers and one for the recipe.</summary>
    /// <param name="checkpoint">Trained by the old spec.</param>
    /// <param name="model">Of today's.</param>
    /// <param name="listing">Today's listing; null where the assembly does not hold its spec.</param>
    public static string Of(CheckpointInfo checkpoint, ModelInfo model, string? listing)
    {
        bool isListed = checkpoint.SpecListing is not null && listing is not null;
        var layers = isListed ? Listed(checkpoint.SpecListing!, listing!) : Tables(checkpoint.LayerTable, model.LayerTable);
        var recipe = checkpoint.SpecRecipe is { } old ? RecipeFields.Differences(old, model.Recipe) : [];
        var parts = new List<string>();
        if (layers.Count > 0)
            parts.Add($"layers (- the checkpoint's, + now):{Indented(layers)}");
        if (recipe.Count > 0)
            parts.Add($"training (the checkpoint's → now):{Indented(recipe)}");
        return parts.Count > 0 ? string.Join("\n", parts) : Unseen(isListed, checkpoint.SpecRecipe is not null);
    }

    private static string Unseen(bool isListed, bool isRecipeKnown) =>
        $"the layers are the same, {(isListed ? "the way they are joined is" : "their arguments or the way they are joined are")} not"
            + (isRecipeKnown ? "" : ", or its training section is not (the checkpoint is from before it was kept)");

    private static string Indented(IReadOnlyList<string> lines)
    {
        IEnumerable<string> shown = lines.Count > Shown ? [.. lines.Take(Shown), $"… and {lines.Count - Shown} more lines"] : lines;
        return string.Concat(shown.Select(l => $"\n  {l}"));
    }

    private static List<string> Tables(string old, string now) => [.. LineDifference.Of(Lines(old), Lines(now)).SelectMany(
        run => run.Removed.Select(l => $"- {l}").Concat(run.Added.Select(l => $"+ {l}")))];

    /// <summary>The same of two listings, where a layer that stayed is one line with the arguments that changed.</summary>
    private static List<string> Listed(string old, string now) => [.. LineDifference.Of(Lines(old), Lines(now)).SelectMany(Listed)];

    private static IEnumerable<string> Listed((IReadOnlyList<string> Removed, IReadOnlyList<string> Added) run)
    {
        var added = run.Added.Select(Cells).ToList();
        foreach (string[] before in run.Removed.Select(Cells))
        {
            int same = added.FindIndex(after => after.Length == before.Length && after[0] == before[0] && after[1] == before[1]);
            if (same < 0)
            {
                yield return $"- {Short(before)}";
                continue;
            }

            yield return $"  {before[0]}: {string.Join(", ", before.Zip(added[same]).Where(c => c.First != c.Second).Select(c => Change(c.First, c.Second)))}";
            added.RemoveAt(same);
        }

        foreach (string[] cells in added)
            yield return $"+ {Short(cells)}";
    }

    /// <summary>"stride 1" and "stride 2": stride 1 → 2.</summary>
    private static string Change(string before, string after)
    {
        int space = before.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && after.StartsWith(before[..(space + 1)], StringComparison.Ordinal)
            ? $"{before} → {after[(space + 1)..]}"
            : $"{before} → {after}";
    }

    private static string Short(string[] cells) => $"{cells[0]}: {string.Join(", ", cells.Skip(1))}";

    private static string[] Cells(string line) => line.Split(ModelListing.Separator);

    private static string[] Lines(string table) => [.. table.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
