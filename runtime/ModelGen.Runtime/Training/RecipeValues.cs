using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelGen.Training;

/// <summary>Makes the fields of the table: one method for each type of value.</summary>
internal static class RecipeValues
{
    public static RecipeField Integer(string name, NumberRange range, Func<Recipe, int> get, Func<Recipe, int, Recipe> set) =>
        new(name, RecipeFieldType.Integer, r => get(r), (r, v) => set(r, ReadInteger(v, range))) { Range = range };

    public static RecipeField Number(string name, NumberRange range, Func<Recipe, double> get, Func<Recipe, double, Recipe> set) =>
        new(name, RecipeFieldType.Number, r => get(r), (r, v) => set(r, ReadNumber(v, range))) { Range = range };

    public static RecipeField Flag(string name, Func<Recipe, bool> get, Func<Recipe, bool, Recipe> set) =>
        new(name, RecipeFieldType.Flag, r => get(r), (r, v) => set(r, ReadFlag(v)));

    public static RecipeField Word<T>(string name, IReadOnlyList<(string Word, T Value)> words, Func<Recipe, T> get, Func<Recipe, T, Recipe> set)
        where T : struct, Enum => new(
            name,
            RecipeFieldType.Word,
            r => words.Single(w => w.Value.Equals(get(r))).Word,
            (r, v) => set(r, ReadWord(v, words)))
        {
            Words = [.. words.Select(w => w.Word)],
        };

    public static RecipeField Integers(string name, NumberRange range, Func<Recipe, IReadOnlyList<int>> get, Func<Recipe, IReadOnlyList<int>, Recipe> set) => new(
        name,
        RecipeFieldType.IntegerList,
        r => new JsonArray([.. get(r).Select(i => (JsonNode)i)]),
        (r, v) => set(r, ReadList(v, item => ReadInteger(item, range))))
    {
        Range = range,
    };

    public static RecipeField Numbers(string name, NumberRange range, Func<Recipe, IReadOnlyList<double>> get, Func<Recipe, IReadOnlyList<double>, Recipe> set) => new(
        name,
        RecipeFieldType.NumberList,
        r => new JsonArray([.. get(r).Select(i => (JsonNode)i)]),
        (r, v) => set(r, ReadList(v, item => ReadNumber(item, range))))
    {
        Range = range,
    };

    public static RecipeField Texts(string name, Func<Recipe, IReadOnlyList<string>> get, Func<Recipe, IReadOnlyList<string>, Recipe> set) => new(
        name,
        RecipeFieldType.TextList,
        r => new JsonArray([.. get(r).Select(i => (JsonNode)i)]),
        (r, v) => set(r, ReadList(v, ReadText)));

    public static int ReadInteger(JsonNode value, NumberRange range) =>
        TryNumber(value) is { } number && number == Math.Floor(number) && number <= int.MaxValue && range.Holds(number)
            ? (int)number
            : throw new FormatException($"an integer, {range}");

    public static double ReadNumber(JsonNode value, NumberRange range) =>
        TryNumber(value) is { } number && range.Holds(number) ? number : throw new FormatException($"a number, {range}");

    public static string ReadText(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw new FormatException("text");

    /// <summary>A list; a single value counts as a list of one.</summary>
    public static IReadOnlyList<T> ReadList<T>(JsonNode value, Func<JsonNode, T> read) =>
        value is JsonArray list ? [.. list.Select(item => read(item ?? throw new FormatException("no null in the list")))] : [read(value)];

    private static bool ReadFlag(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new FormatException("true or false"),
    };

    private static T ReadWord<T>(JsonNode value, IReadOnlyList<(string Word, T Value)> words)
    {
        string found = value is JsonValue ? value.ToString() : "";
        foreach (var (word, result) in words)
        {
            if (word == found)
                return result;
        }

        throw new FormatException(Expected(found, [.. words.Select(w => w.Word)]));
    }

    /// <summary>"a, b or c", and the nearest to what was found.</summary>
    public static string Expected(string found, IReadOnlyList<string> words)
    {
        string list = words.Count > 1 ? $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}" : words[0];
        return NearestWords.Find(found, words, 1) is [var nearest] ? $"{list}: did you mean {nearest}?" : list;
    }

    /// <summary>A node made here holds an int or a double, one that was parsed holds either.</summary>
    private static double? TryNumber(JsonNode value)
    {
        if (value is not JsonValue scalar)
            return null;
        return scalar.TryGetValue(out int integer) ? integer : scalar.TryGetValue(out double number) ? number : null;
    }
}
