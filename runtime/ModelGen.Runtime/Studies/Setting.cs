using System.Globalization;
using System.Text.Json.Nodes;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>A value for a path: a field of the recipe (<c>training.lr</c>, <c>lr</c>), or the rate of dropouts (<c>head.dropout</c>).</summary>
/// <param name="Path">As written.</param>
/// <param name="Value">In the form that YAML and JSON share.</param>
/// <param name="Place">Where it was written, to begin a message with.</param>
internal sealed record Setting(string Path, JsonNode Value, string Place)
{
    /// <summary>The value as one would write it.</summary>
    public string Text => TextOf(Value);

    public override string ToString() => $"{Path}={Text}";

    public static string TextOf(JsonNode value) => value switch
    {
        JsonValue scalar when scalar.TryGetValue(out double number) => number.ToString(CultureInfo.InvariantCulture),
        JsonValue scalar => scalar.ToString(),
        _ => value.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = false }),
    };
}

/// <summary>A path and the values it takes one after another.</summary>
internal sealed record Axis(string Path, IReadOnlyList<JsonNode> Values, string Place)
{
    public IEnumerable<Setting> Settings => Values.Select(v => new Setting(Path, v, Place));

    /// <summary>Every combination, the first axis slowest: one empty combination where there are no axes.</summary>
    public static IEnumerable<IReadOnlyList<Setting>> Product(IEnumerable<Axis> axes) => axes.Aggregate(
        (IEnumerable<IReadOnlyList<Setting>>)[[]],
        (points, axis) => points.SelectMany(point => axis.Settings.Select(IReadOnlyList<Setting> (setting) => [.. point, setting])));
}

/// <summary>What settings make of a model's own recipe and dropouts.</summary>
internal sealed record Configured(Recipe Recipe, IReadOnlyList<DropoutRate> DropoutRates)
{
    /// <summary>Applies settings in order to a model's recipe; of two for the same thing the later one counts.</summary>
    /// <exception cref="UserError">A path leads nowhere in this model, or a value is not one it takes.</exception>
    public static Configured Of(Recipe recipe, Lazy<DropoutPaths> dropouts, IEnumerable<Setting> settings)
    {
        var rates = new Dictionary<string, double>();
        foreach (var setting in settings)
        {
            if (RecipeFields.TryFind(setting.Path) is { } field)
            {
                recipe = field.Set(recipe, setting.Value, $"{setting.Place}: {field.Name}");
                continue;
            }

            if (setting.Path.StartsWith(RecipeFields.Section, StringComparison.Ordinal))
                throw new UserError($"{setting.Place}: {RecipeFields.Unknown(setting.Path)}");
            double rate = Rate(setting);
            foreach (string path in dropouts.Value.Find(setting))
                rates[path] = rate;
        }

        return new(recipe.Checked(), [.. rates.Select(r => new DropoutRate(r.Key, r.Value))]);
    }

    private static double Rate(Setting setting)
    {
        try
        {
            return RecipeValues.ReadNumber(setting.Value, DropoutLayers.Rates);
        }
        catch (FormatException e)
        {
            throw new UserError($"{setting.Place}: {setting.Path} {setting.Text}: expected {e.Message}, for a dropout's rate", e);
        }
    }
}
