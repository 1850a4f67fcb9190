using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Checkpoints;

/// <summary>Loads weights in TorchSharp's format into a model, after checking that they are the model's.</summary>
internal static class WeightsLoader
{
    /// <exception cref="UserError">Names the keys that are missing, unexpected or of another shape; the model is unchanged.</exception>
    public static void Load(nn.Module model, Stream stream, string place)
    {
        var found = WeightsTable.Read(stream, place);
        Compare(found, model.state_dict(), place);
        stream.Position = 0;
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        model.load(reader);
    }

    private static void Compare(IReadOnlyList<WeightsEntry> found, Dictionary<string, Tensor> expected, string place)
    {
        var names = found.Select(e => e.Name).ToHashSet();
        var missing = expected.Keys.Where(k => !names.Contains(k)).ToList();
        var unexpected = found.Where(e => !expected.ContainsKey(e.Name)).Select(e => e.Name).ToList();
        var different = found.Where(e => expected.TryGetValue(e.Name, out var t) && (e.Type != t.dtype || !e.Shape.AsSpan().SequenceEqual(t.shape)))
            .Select(e => $"{e.Name} ({e} where the model has {new WeightsEntry(e.Name, expected[e.Name].dtype, expected[e.Name].shape)})").ToList();
        string[] complaints = [Complaint("missing", missing), Complaint("unexpected", unexpected), Complaint("of another shape or type", different)];
        if (complaints.Any(c => c.Length > 0))
            throw new UserError($"{place}: these weights are not this model's: {string.Join("; ", complaints.Where(c => c.Length > 0))}");
    }

    private static string Complaint(string what, List<string> keys)
    {
        const int Shown = 4;
        if (keys.Count == 0)
            return "";
        string more = keys.Count > Shown ? $" and {keys.Count - Shown} more" : "";
        return $"{keys.Count} {what}: {string.Join(", ", keys.Take(Shown))}{more}";
    }
}
