using System.Text.Json.Nodes;

namespace ModelGen.Training;

/// <summary>An argument of an augmentation; the first of each stands beside its word in YAML.</summary>
/// <param name="Name">In YAML.</param>
/// <param name="Range">What it may be.</param>
/// <param name="Default">Null where it must be given.</param>
/// <param name="IsInteger">Whether it takes no fraction.</param>
internal sealed record AugmentationArgument(string Name, NumberRange Range, double? Default, bool IsInteger = false);

/// <summary>How one augmentation is written: <c>{random_crop: 32, padding: 4}</c>, or the word alone where nothing must be given.</summary>
internal sealed record AugmentationField(
    string Word, IReadOnlyList<AugmentationArgument> Arguments, Func<double[], Augmentation> Make, Func<Augmentation, double[]?> Values);

/// <summary>The augmentations by their words in YAML.</summary>
internal static class AugmentationFields
{
    private static readonly NumberRange Probability = new(0, 1);
    private static readonly NumberRange Scale = new(0, 1, WithoutMinimum: true);
    private static readonly NumberRange Pixels = NumberRange.AtLeast(1);

    public static IReadOnlyList<AugmentationField> All { get; } =
    [
        new("random_crop", [Whole("size", Pixels, null), Whole("padding", NumberRange.ZeroOrMore, 0)],
            v => new Augmentation.RandomCrop((int)v[0], (int)v[1]),
            a => a is Augmentation.RandomCrop c ? [c.Size, c.Padding] : null),
        new("random_resized_crop", [Whole("size", NumberRange.ZeroOrMore, 0), new("min_scale", Scale, 0.08), new("max_scale", Scale, 1)],
            v => new Augmentation.RandomResizedCrop((int)v[0], v[1], v[2]),
            a => a is Augmentation.RandomResizedCrop c ? [c.Size, c.MinScale, c.MaxScale] : null),
        new("horizontal_flip", [new("p", Probability, 0.5)],
            v => new Augmentation.HorizontalFlip(v[0]),
            a => a is Augmentation.HorizontalFlip f ? [f.P] : null),
        new("rotation", [new("degrees", new NumberRange(0, 180), null)],
            v => new Augmentation.Rotation(v[0]),
            a => a is Augmentation.Rotation r ? [r.Degrees] : null),
        new("color_jitter", [new("brightness", Probability, 0), new("contrast", Probability, 0), new("saturation", Probability, 0), new("hue", new NumberRange(0, 0.5), 0)],
            v => new Augmentation.ColorJitter(v[0], v[1], v[2], v[3]),
            a => a is Augmentation.ColorJitter j ? [j.Brightness, j.Contrast, j.Saturation, j.Hue] : null),
        new("cutout", [Whole("size", Pixels, null)],
            v => new Augmentation.Cutout((int)v[0]),
            a => a is Augmentation.Cutout c ? [c.Size] : null),
        new("random_erasing", [new("p", Probability, 0.5), new("min_scale", Scale, 0.02), new("max_scale", Scale, 0.33)],
            v => new Augmentation.RandomErasing(v[0], v[1], v[2]),
            a => a is Augmentation.RandomErasing e ? [e.P, e.MinScale, e.MaxScale] : null),
        new("rand_augment", [Whole("ops", NumberRange.AtLeast(1), 2), Whole("magnitude", new NumberRange(0, 30), 9)],
            v => new Augmentation.RandAugment((int)v[0], (int)v[1]),
            a => a is Augmentation.RandAugment r ? [r.Ops, r.Magnitude] : null),
        new("trivial_augment", [], _ => new Augmentation.TrivialAugment(), a => a is Augmentation.TrivialAugment ? [] : null),
        new("mixup", [new("alpha", NumberRange.AboveZero, 0.2)],
            v => new Augmentation.Mixup(v[0]),
            a => a is Augmentation.Mixup m ? [m.Alpha] : null),
        new("cutmix", [new("alpha", NumberRange.AboveZero, 1)],
            v => new Augmentation.Cutmix(v[0]),
            a => a is Augmentation.Cutmix m ? [m.Alpha] : null),
    ];

    /// <exception cref="FormatException">Says what was expected.</exception>
    public static Augmentation Read(JsonNode value)
    {
        var entries = value as JsonObject ?? new JsonObject { [value is JsonValue ? value.ToString() : ""] = null };
        string[] words = [.. entries.Select(e => e.Key).Where(k => All.Any(f => f.Word == k))];
        if (words.Length != 1)
            throw new FormatException($"one augmentation an item: {RecipeValues.Expected(entries.FirstOrDefault().Key ?? "", [.. All.Select(f => f.Word)])}");
        var field = All.Single(f => f.Word == words[0]);
        var names = field.Arguments.Select(a => a.Name).ToList();
        if (entries.FirstOrDefault(e => e.Key != field.Word && !names.Skip(1).Contains(e.Key)).Key is { } unknown)
            throw new FormatException($"no {unknown} with {field.Word}{(names.Count > 1 ? $" but {RecipeValues.Expected(unknown, [.. names.Skip(1)])}" : "")}");
        return field.Make([.. field.Arguments.Select((a, i) => ReadArgument(field, a, entries[i == 0 ? field.Word : a.Name]))]);
    }

    public static JsonNode Write(Augmentation augmentation)
    {
        var (field, values) = All.Select(f => (f, Values: f.Values(augmentation))).Single(f => f.Values is not null);
        if (field.Arguments.Count == 0)
            return field.Word;
        var entries = new JsonObject();
        for (int i = 0; i < values!.Length; i++)
            entries[i == 0 ? field.Word : field.Arguments[i].Name] = values[i];
        return entries;
    }

    private static double ReadArgument(AugmentationField field, AugmentationArgument argument, JsonNode? value)
    {
        if (value is null)
            return argument.Default ?? throw new FormatException($"{field.Word} with its {argument.Name}: {{{field.Word}: {argument.Range.Minimum}}}");
        try
        {
            return argument.IsInteger ? RecipeValues.ReadInteger(value, argument.Range) : RecipeValues.ReadNumber(value, argument.Range);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{field.Word} with {argument.Name} {e.Message}", e);
        }
    }

    private static AugmentationArgument Whole(string name, NumberRange range, double? standard) => new(name, range, standard, IsInteger: true);
}
