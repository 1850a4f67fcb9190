using ModelGen.Checkpoints;

namespace ModelGen.CommandLine;

/// <summary>What --weights names: a file, or weights that the model's spec says where to get.</summary>
/// <param name="Path">The file, downloaded by now.</param>
/// <param name="Published">What the spec says about them; null for a file.</param>
internal sealed record WeightsArgument(string Path, PretrainedWeights? Published)
{
    /// <exception cref="UserError">There is no such file, and no such name.</exception>
    public static WeightsArgument Find(string text, ModelInfo model, WeightsStore store, CancellationToken cancellation)
    {
        if (!File.Exists(text) && model.Weights.FirstOrDefault(w => w.Name == text) is { } published)
            return new(store.Find(published, cancellation), published);
        if (File.Exists(text) || model.Weights.Count == 0 || text.Contains('.', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal))
            return new(text, null);
        throw new UserError($"--weights {text}: neither a file nor published weights of {model.Name}, which are {string.Join(", ", model.Weights.Select(w => w.Name))}");
    }

    /// <summary>The options with what the spec knows.</summary>
    public WeightsOptions Complete(WeightsOptions options) =>
        Published is null ? options : options with { Renames = [.. options.Renames, .. Published.Renames] };

    public static WeightsStore Store(CommandConsole console) => new()
    {
        Say = sentence => console.Error.WriteLine(sentence),
        ShowProgress = (name, download) => DataAccess.Show(console, name, download),
    };
}
