using System.Text.Json.Nodes;

namespace ModelGen.Training;

internal enum RecipeFieldType
{
    Integer,
    Number,
    Flag,
    Word,
    IntegerList,
    NumberList,
    TextList,
    GroupList,
    AugmentationList,
}

/// <summary>
/// One field of a recipe by its name in YAML: how it is read from a value, checked and written back. The compiler has a table of the same
/// names, types and ranges; a test holds the two together.
/// </summary>
/// <param name="Name">In YAML, under <c>training:</c>.</param>
/// <param name="Type">What its values look like.</param>
/// <param name="Read">The value in a recipe.</param>
/// <param name="Write">The recipe with another value; throws <see cref="FormatException"/> with what was expected.</param>
internal sealed record RecipeField(string Name, RecipeFieldType Type, Func<Recipe, JsonNode> Read, Func<Recipe, JsonNode, Recipe> Write)
{
    /// <summary>Of a number or each number of a list.</summary>
    public NumberRange? Range { get; init; }

    /// <summary>Of a word.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The recipe with this field set to a value given from outside.</summary>
    /// <param name="recipe">Stays as it is.</param>
    /// <param name="value">In the form that YAML and JSON share.</param>
    /// <param name="place">Named in the message, with what was found.</param>
    /// <exception cref="UserError">The value is not one this field takes.</exception>
    public Recipe Set(Recipe recipe, JsonNode? value, string place)
    {
        try
        {
            return Write(recipe, value ?? throw new FormatException("a value"));
        }
        catch (FormatException e)
        {
            throw new UserError($"{place} {(value is null ? "null" : Shown(value))}: expected {e.Message}", e);
        }
    }

    private static string Shown(JsonNode value) => value switch
    {
        // NaN and the infinities have no JSON.
        JsonValue scalar when scalar.TryGetValue(out double number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonValue scalar => scalar.ToString(),
        _ => value.ToJsonString(FlowStyle),
    };

    private static readonly System.Text.Json.JsonSerializerOptions FlowStyle = new() { WriteIndented = false };
}
