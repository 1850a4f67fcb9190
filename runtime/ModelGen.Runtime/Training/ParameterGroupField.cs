using System.Text.Json.Nodes;

namespace ModelGen.Training;

/// <summary>How a parameter group is written: <c>{match: fc, lr_scale: 10, weight_decay: 0}</c>.</summary>
internal static class ParameterGroupField
{
    public static IReadOnlyList<string> Keys { get; } = ["match", "lr_scale", "weight_decay"];

    /// <exception cref="FormatException">Says what was expected.</exception>
    public static ParameterGroup Read(JsonNode value)
    {
        if (value is not JsonObject entries || entries["match"] is not { } match)
            throw new FormatException("groups such as {match: fc, lr_scale: 10, weight_decay: 0}");
        if (entries.FirstOrDefault(e => !Keys.Contains(e.Key)).Key is { } unknown)
            throw new FormatException($"no {unknown} in a group but {RecipeValues.Expected(unknown, Keys)}");
        return new ParameterGroup(
            RecipeValues.ReadText(match),
            entries["lr_scale"] is { } scale ? RecipeValues.ReadNumber(scale, NumberRange.ZeroOrMore) : 1,
            entries["weight_decay"] is { } decay ? RecipeValues.ReadNumber(decay, NumberRange.ZeroOrMore) : null);
    }

    public static JsonNode Write(ParameterGroup group)
    {
        var entries = new JsonObject { ["match"] = group.Match, ["lr_scale"] = group.LrScale };
        if (group.WeightDecay is { } decay)
            entries["weight_decay"] = decay;
        return entries;
    }
}
