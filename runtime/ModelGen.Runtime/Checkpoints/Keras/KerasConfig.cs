using System.Text.Json;
using System.Text.RegularExpressions;
using ModelGen.Checkpoints.Files;

namespace ModelGen.Checkpoints.Keras;

/// <summary>A model as Keras describes it: its layers in order, with classes and names.</summary>
/// <param name="ClassName">Of the layer: <c>Conv2D</c>.</param>
/// <param name="Name">As the user or the session called it.</param>
/// <param name="Layers">Of a model used as a layer.</param>
internal sealed partial record KerasConfig(string ClassName, string Name, IReadOnlyList<KerasConfig> Layers)
{
    private const int DeepestModel = 32;

    /// <summary>Null without a text, and where it describes a model without a list of layers.</summary>
    /// <exception cref="UserError">It is no JSON.</exception>
    public static KerasConfig? Parse(ByteSource source, byte[]? json)
    {
        if (json is null)
            return null;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DeepestModel * 4 });
            return Read(document.RootElement, DeepestModel);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw source.Refuse($"its description of the model is damaged: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    /// <summary>Class of each layer by its name, whatever model it is in.</summary>
    public Dictionary<string, string> ClassesByName()
    {
        var classes = new Dictionary<string, string>();
        Add(this);
        return classes;

        void Add(KerasConfig layer)
        {
            classes[layer.Name] = layer.ClassName;
            foreach (var inner in layer.Layers)
                Add(inner);
        }
    }

    /// <summary>
    /// The layers by the names that Keras 3 gives them in a file: the class in snake case, numbered
    /// (<c>saving_lib._save_container_state</c>).
    /// </summary>
    public Dictionary<string, KerasConfig> ByStoredName()
    {
        var used = new Dictionary<string, int>();
        var layers = new Dictionary<string, KerasConfig>();
        foreach (var layer in Layers)
        {
            string name = SnakeCase(layer.ClassName);
            int number = used[name] = used.GetValueOrDefault(name, -1) + 1;
            layers[number == 0 ? name : $"{name}_{number}"] = layer;
        }

        return layers;
    }

    private static KerasConfig? Read(JsonElement element, int depth)
    {
        if (depth == 0 || element.ValueKind != JsonValueKind.Object || Text(element, "class_name") is not { } className
            || !element.TryGetProperty("config", out var config) || config.ValueKind != JsonValueKind.Object)
            return null;
        var layers = new List<KerasConfig>();
        if (config.TryGetProperty("layers", out var list) && list.ValueKind == JsonValueKind.Array)
            layers.AddRange(list.EnumerateArray().Select(l => Read(l, depth - 1)).OfType<KerasConfig>());
        return new KerasConfig(className, Text(config, "name") ?? "", layers);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string SnakeCase(string name) => Second().Replace(First().Replace(name, "$1_$2"), "$1_$2").ToLowerInvariant();

    [GeneratedRegex("(.)([A-Z][a-z]+)", RegexOptions.CultureInvariant)]
    private static partial Regex First();

    [GeneratedRegex("([a-z])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Second();
}
