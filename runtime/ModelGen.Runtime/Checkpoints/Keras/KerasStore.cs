using System.Text.RegularExpressions;
using ModelGen.Checkpoints.Hdf5;

namespace ModelGen.Checkpoints.Keras;

/// <summary>
/// <c>x.weights.h5</c> of Keras 3: <c>/layers/conv2d_1/vars/0</c>. Layers go by their class in snake case, variables by the order in which
/// the class makes them.
/// </summary>
internal static partial class KerasStore
{
    private const string Variables = "vars";

    // What a model's list of layers is called by Keras 3 and by the Keras 2 that had the format first.
    private static readonly string[] Containers = ["layers", "_layer_checkpoint_dependencies"];

    // Not the model's weights: an optimizer's memory, sums of metrics, states of random generators.
    private static readonly string[] Others = ["optimizer", "metrics", "compile_metrics", "seed_generator"];

    private static readonly Dictionary<string, string[]> Orders = new()
    {
        ["conv1d"] = ["kernel", "bias"],
        ["conv2d"] = ["kernel", "bias"],
        ["dense"] = ["kernel", "bias"],
        ["depthwise_conv2d"] = ["kernel", "bias"],
        ["separable_conv2d"] = ["depthwise_kernel", "pointwise_kernel", "bias"],
        ["batch_normalization"] = ["gamma", "beta", "moving_mean", "moving_variance"],
        ["layer_normalization"] = ["gamma", "beta"],
    };

    public static bool Recognizes(Hdf5Object root) => !root.IsDataset && Containers.Any(root.Links.ContainsKey);

    public static List<KerasLayer> Layers(Hdf5Object root, KerasConfig? config)
    {
        var layers = new List<KerasLayer>();
        Collect(root, "", "", config, layers);
        return layers;
    }

    private static void Collect(Hdf5Object group, string path, string kind, KerasConfig? config, List<KerasLayer> layers)
    {
        foreach (string name in group.Links.Keys)
        {
            if (Others.Contains(Plain(name)) || group.Find(name) is not { IsDataset: false } member)
                continue;
            if (name == Variables)
                AddLayer(member, path, kind, layers);
            else if (Containers.Contains(name))
                CollectContainer(member, path, config, layers);
            else
                Collect(member, Join(path, name), Plain(name), null, layers);
        }
    }

    private static void CollectContainer(Hdf5Object container, string path, KerasConfig? config, List<KerasLayer> layers)
    {
        var named = config?.ByStoredName() ?? [];
        foreach (string name in container.Links.Keys)
        {
            if (container.Find(name) is not { IsDataset: false } layer)
                continue;
            var known = named.GetValueOrDefault(name);
            Collect(layer, Join(path, known is { Name.Length: > 0 } ? known.Name : name), Plain(name), known, layers);
        }
    }

    private static void AddLayer(Hdf5Object variables, string path, string kind, List<KerasLayer> layers)
    {
        if (variables.Links.Count == 0)
            return;
        string[] order = Orders.GetValueOrDefault(kind, []);
        // A norm without scale or without center has fewer, and does not say which.
        bool known = kind is not "batch_normalization" || variables.Links.Count == order.Length;
        layers.Add(new KerasLayer(path.Length == 0
            ? "model"
            : path, [.. variables.Links.Keys.Select(n => (Name(n), variables.Find(n)!))], kind == "depthwise_conv2d"));

        string Name(string number) => known && int.TryParse(number, out int i) && i >= 0
            && i < order.Length ? order[i] : $"{Variables}.{number}";
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Plain(string name) => Number().Replace(name, "");

    [GeneratedRegex(@"_\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
