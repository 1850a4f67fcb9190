using ModelGen.Checkpoints.Matching;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints;

/// <summary>What was loaded, in words and numbers.</summary>
/// <param name="Format">Of the file.</param>
/// <param name="Prefix">Where in the file the state dict was, with its final dot; empty: at the top.</param>
/// <param name="Loaded">Keys of the model that were loaded.</param>
/// <param name="Missing">Keys of the model that are not in the file, and were left as they were.</param>
/// <param name="Mismatched">Keys of another shape in the file, left as they were.</param>
/// <param name="Unexpected">Keys of the file that the model does not have.</param>
/// <param name="Fresh">Keys of the classifier that were left fresh as asked.</param>
/// <param name="Summary">All that in one line.</param>
/// <param name="Details">A line for each key that is not simply loaded, with its shapes.</param>
public sealed record WeightsReport(
    WeightsFormat Format,
    string Prefix,
    IReadOnlyList<string> Loaded,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Mismatched,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<string> Fresh,
    string Summary,
    IReadOnlyList<string> Details);

/// <summary>Loads weights of any supported format into a model.</summary>
public static class WeightsLoader
{
    /// <summary>Copies a file's weights into the model, converted to the model's element types, on its device.</summary>
    /// <exception cref="UserError">The file is missing or damaged, or the weights do not fit; the model is unchanged.</exception>
    public static WeightsReport Load(string path, nn.Module model, ModelInfo info, WeightsOptions? options = null)
    {
        using var file = WeightsFile.Open(path);
        return Load(file, model, info, options);
    }

    /// <inheritdoc cref="Load(string, nn.Module, ModelInfo, WeightsOptions?)"/>
    public static WeightsReport Load(WeightsFile file, nn.Module model, ModelInfo info, WeightsOptions? options = null)
    {
        options ??= new WeightsOptions();
        var state = model.state_dict();
        var match = Match(file, model, info, options);
        CheckFits(file, match, info, options);
        // All checks come first: a model is never left half loaded.
        foreach (var (_, found) in match.Matched)
            found.Verify();
        using (no_grad())
        {
            foreach (var (expected, found) in match.Matched)
                Copy(found, expected.Type, state[expected.Name]);
        }

        return Report(file, match, info);
    }

    internal static StateMatch Match(WeightsFile file, nn.Module model, ModelInfo info, WeightsOptions options)
    {
        ModelTensor[] tensors = [.. model.state_dict().Select(s => ModelTensor.Of(s.Key, s.Value))];
        var plain = StateMatch.Run(file.Tensors, tensors, info.Classes, options);
        if (plain.IsComplete || options.Renames.Count > 0)
            return plain;
        // Weights of one's own often have the names of those that the spec knows: a model of Keras applications that was trained further.
        var published = info.Weights.Where(w => w.Renames.Count > 0)
            .Select(w => StateMatch.Run(file.Tensors, tensors, info.Classes, options with { Renames = w.Renames }));
        return published.Prepend(plain).MaxBy(m => m.Matched.Count)!;
    }

    /// <exception cref="UserError">Keys are missing, unexpected or of another shape, where that is not asked for; or none of the model's
    /// keys is there.</exception>
    internal static void CheckFits(WeightsFile file, StateMatch match, ModelInfo info, WeightsOptions options)
    {
        if ((!match.IsComplete && !options.Partial) || match.Matched.Count == 0)
            throw new UserError(MatchText.Refusal(match, file.Path, info));
    }

    internal static WeightsReport Report(WeightsFile file, StateMatch match, ModelInfo info) => new(
        file.Format,
        match.Prefix,
        [.. match.Matched.Select(m => m.Expected.Name)],
        [.. match.Missing.Select(t => t.Name)],
        [.. match.Mismatched.Select(m => m.Expected.Name)],
        [.. match.Unexpected.Select(t => t.Name)],
        [.. match.Fresh.Select(t => t.Name)],
        MatchText.Summary(match),
        [.. MatchText.Keys(match, MatchText.LinesOf(match, info))]);

    private static void Copy(StoredTensor source, ElementType type, Tensor target)
    {
        if (target.device_type == DeviceType.CPU && target.is_contiguous())
        {
            source.CopyTo(target.bytes, type);
            return;
        }

        using var onCpu = empty(target.shape, dtype: target.dtype, device: CPU);
        source.CopyTo(onCpu.bytes, type);
        target.copy_(onCpu);
    }
}
