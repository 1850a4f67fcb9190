using System.Globalization;
using System.Text.Json.Nodes;
using ModelGen.Compiler.Yaml;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>A mapping of a YAML file whose keys are known: reads their values, and says where a wrong one stands.</summary>
internal sealed class YamlSection
{
    private readonly YamlDocument document;
    private readonly YamlMapping mapping;

    /// <param name="document">The file.</param>
    /// <param name="mapping">A mapping in it.</param>
    /// <param name="what">As a message calls it: "a study".</param>
    /// <param name="keys">Those it may have.</param>
    /// <exception cref="UserError">It has another.</exception>
    public YamlSection(YamlDocument document, YamlMapping mapping, string what, IReadOnlyList<string> keys)
    {
        (this.document, this.mapping) = (document, mapping);
        foreach (var entry in mapping.Entries)
        {
            if (!keys.Contains(entry.Name))
                throw Error(entry.Key, $"{what} has no key '{entry.Name}', but {RecipeValues.Expected(entry.Name, keys)}");
        }
    }

    public YamlNode? Find(string key) => mapping.Find(key) is { } node && node is not YamlScalar { IsNull: true } ? node : null;

    public YamlNode Require(string key, string example) => Find(key)
        ?? throw Error(mapping, $"'{key}' is missing: expected {key}: {example}");

    public string? Text(string key) => Find(key) is not { } node ? null
        : node is YamlScalar scalar ? scalar.Text : throw Wrong(key, node, "text");

    public bool Flag(string key) => Find(key) switch
    {
        null => false,
        YamlScalar { Text: "true" } => true,
        YamlScalar { Text: "false" } => false,
        var node => throw Wrong(key, node, "true or false"),
    };

    public int? Integer(string key, int minimum) => Find(key) is { } node ? Integer(key, node, minimum) : null;

    public IReadOnlyList<int>? Integers(string key, int minimum) => Find(key) switch
    {
        null => null,
        YamlSequence list when list.Items.Count > 0 => [.. list.Items.Select(i => Integer(key, i, minimum))],
        var node => [Integer(key, node, minimum)],
    };

    /// <summary>Entries of a mapping of paths and values.</summary>
    public IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries(string key) => Find(key) switch
    {
        null => [],
        YamlMapping entries => [.. entries.Entries.Select(e => (e.Key, e.Value))],
        var node => throw Wrong(key, node, "a mapping such as {head.dropout: 0.2, training.lr: 0.05}"),
    };

    public UserError Wrong(string key, YamlNode found, string expected) => Error(found, $"{key}: found {found.Describe()}, expected {expected}");

    public UserError Error(YamlNode at, string message) => new($"{Place(at)}: {message}");

    /// <summary>studies/x.yaml(3,7).</summary>
    public string Place(YamlNode at)
    {
        var span = document.Locate(at);
        return string.Create(CultureInfo.InvariantCulture, $"{span.Path}({span.StartLine + 1},{span.StartColumn + 1})");
    }

    /// <summary>A node as the value of a recipe's field or a rate.</summary>
    public JsonNode Value(YamlNode node) => node switch
    {
        YamlScalar { IsNull: true } => throw Error(node, "a value is missing here"),
        YamlScalar { IsPlain: true } scalar => FlowText.Scalar(scalar.Text),
        YamlScalar scalar => scalar.Text,
        YamlSequence list => new JsonArray([.. list.Items.Select(Value)]),
        YamlMapping entries => new JsonObject(entries.Entries.Select(e => KeyValuePair.Create(e.Name, (JsonNode?)(e.Value is YamlScalar { IsNull: true } ? null : Value(e.Value))))),
        _ => throw new InvalidOperationException($"unknown node {node.GetType().Name}"),
    };

    private int Integer(string key, YamlNode node, int minimum) =>
        node is YamlScalar { IsPlain: true } scalar && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= minimum
            ? number
            : throw Wrong(key, node, string.Create(CultureInfo.InvariantCulture, $"an integer, {(minimum == 0 ? "0 or more" : minimum == int.MinValue ? "of any size" : $"at least {minimum}")}"));
}
