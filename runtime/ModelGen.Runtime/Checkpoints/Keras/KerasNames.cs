using System.Text.RegularExpressions;

namespace ModelGen.Checkpoints.Keras;

/// <summary>
/// Layers that nobody named are numbered by the session that made them: the same model is <c>conv2d, conv2d_1</c> in a fresh one and
/// <c>conv2d_4, conv2d_5</c> in another, and Keras 1 began at 1. They are numbered anew, as a fresh session does, so that rules by name fit
/// every file.
/// </summary>
internal static partial class KerasNames
{
    // Names of Keras 1 for what is called otherwise since.
    private static readonly Dictionary<string, string> Old = new()
    {
        ["convolution2d"] = "conv2d",
        ["separableconvolution2d"] = "separable_conv2d",
        ["batchnormalization"] = "batch_normalization",
    };

    public static List<KerasLayer> Renumber(List<KerasLayer> layers)
    {
        var numbered = layers.Select(l => (Layer: l, Match: Default().Match(l.Name))).Where(l => l.Match.Success)
            .GroupBy(l => l.Match.Groups["path"].Value + Modern(l.Match.Groups["kind"].Value));
        var names = new Dictionary<KerasLayer, string>(ReferenceEqualityComparer.Instance);
        foreach (var kind in numbered)
        {
            int next = 0;
            foreach (var (layer, _) in kind.OrderBy(l => l.Match.Groups["number"].Length)
                .ThenBy(l => l.Match.Groups["number"].Value, StringComparer.Ordinal))
            {
                names[layer] = next == 0 ? kind.Key : $"{kind.Key}_{next}";
                next++;
            }
        }

        return [.. layers.Select(l => names.TryGetValue(l, out string? name) ? l with { Name = name } : l)];
    }

    private static string Modern(string kind) => Old.GetValueOrDefault(kind, kind);

    [GeneratedRegex(
        @"^(?<path>.*\.)?(?<kind>conv2d|depthwise_conv2d|separable_conv2d|batch_normalization|layer_normalization|dense|convolution2d|separableconvolution2d|batchnormalization)(_(?<number>\d+))?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Default();
}
