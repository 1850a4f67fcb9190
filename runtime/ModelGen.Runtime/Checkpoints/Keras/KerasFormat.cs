using ModelGen.Checkpoints.Files;
using ModelGen.Checkpoints.Hdf5;

namespace ModelGen.Checkpoints.Keras;

/// <summary>
/// Weights that Keras saved in HDF5. Two ways: <c>model.save_weights("x.h5")</c> and <c>model.save("x.h5")</c> of Keras 1 to 3 list layers
/// and their weights by name (keras/src/legacy/saving/legacy_h5_format.py); <c>x.weights.h5</c> of Keras 3 numbers them
/// (keras/src/saving/saving_lib.py). Keys and layouts become torch.nn's.
/// </summary>
internal static class KerasFormat
{
    private const string LayerNames = "layer_names";
    private const string WeightNames = "weight_names";
    private const string WholeModel = "model_weights";

    /// <param name="source">The file.</param>
    /// <param name="config">The model as JSON, where it came in an archive of its own.</param>
    /// <exception cref="UserError">The file is damaged, or Keras did not write it.</exception>
    public static IReadOnlyList<StoredTensor> Read(ByteSource source, byte[]? config = null)
    {
        var root = Hdf5File.Open(source);
        var layers = (root.Find(WholeModel) ?? root) is var named && HasList(named, LayerNames) ? Named(named, Classes(root))
            : KerasStore.Recognizes(root) ? KerasStore.Layers(root, KerasConfig.Parse(source, config))
            : throw source.Refuse($"an HDF5 file without {LayerNames} and without layers: expected weights that Keras saved");
        var tensors = new Dictionary<string, StoredTensor>();
        foreach (var tensor in layers.SelectMany(l => l.Tensors()))
        {
            if (!tensors.TryAdd(tensor.Name, tensor))
                throw source.Refuse($"{tensor.Name} comes twice: damaged, or of a layer that is not known");
        }

        return [.. tensors.Values];
    }

    private static IReadOnlyDictionary<string, string> Classes(Hdf5Object root) =>
        root.Attributes.TryGetValue("model_config", out var text) && text.Texts() is [var json]
            ? KerasConfig.Parse(root.File.Source, System.Text.Encoding.UTF8.GetBytes(json))?.ClassesByName() ?? []
            : new Dictionary<string, string>();

    private static List<KerasLayer> Named(Hdf5Object group, IReadOnlyDictionary<string, string> classes)
    {
        var layers = new List<KerasLayer>();
        foreach (string name in List(group, LayerNames))
        {
            var layer = group.Find(name) ?? throw group.File.Damaged($"{name} is in {LayerNames}, but is no group");
            var weights = HasList(layer, WeightNames) ? List(layer, WeightNames) : [];
            var parents = weights.GroupBy(Parent).ToList();
            foreach (var part in parents)
            {
                // One parent: the layer itself, however the session that saved it called it. Several: layers of a model used as a layer.
                string path = parents.Count > 1 && part.Key.Length > 0 ? $"{name}/{part.Key}" : name;
                layers.Add(new KerasLayer(path.Replace('/', '.'), [.. part.Select(w => (VariableName(w), Data(layer, w)))], IsDepthwise(
                    classes, path)));
            }
        }

        return KerasNames.Renumber(layers);
    }

    private static bool? IsDepthwise(IReadOnlyDictionary<string, string> classes, string path) =>
        classes.TryGetValue(path[(path.LastIndexOf('/') + 1)..], out string? name)
            ? name.StartsWith("Depthwise", StringComparison.Ordinal)
            : null;

    private static Hdf5Object Data(Hdf5Object layer, string weight) =>
        layer.Find(weight) ?? throw layer.File.Damaged($"{weight} is in {WeightNames} of {layer.Path}, but is not there");

    private static string Parent(string weight) => weight.LastIndexOf('/') is >= 0 and var slash ? weight[..slash] : "";

    private static string VariableName(string weight)
    {
        string name = weight[(weight.LastIndexOf('/') + 1)..];
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? name : name[..colon];
    }

    private static bool HasList(Hdf5Object group, string name) =>
        !group.IsDataset && (group.Attributes.ContainsKey(name) || group.Attributes.ContainsKey(name + "0"));

    /// <summary>A list of names, which Keras cuts into <c>layer_names0</c>, <c>layer_names1</c>, … where it is long.</summary>
    private static List<string> List(Hdf5Object group, string name)
    {
        if (group.Attributes.TryGetValue(name, out var whole))
            return [.. whole.Texts()];
        var names = new List<string>();
        for (int i = 0; group.Attributes.TryGetValue($"{name}{i}", out var part); i++)
            names.AddRange(part.Texts());
        return names;
    }
}
