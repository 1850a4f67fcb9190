using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Training;

namespace ModelGen.Compiler.Backends.Language;

/// <summary>The part of the schema that is about <c>training:</c>.</summary>
internal static class TrainingSchema
{
    public static Json Section() => JsonSchema.Described(
        "How to train it; what is left out is the runtime's default.",
        ("type", Json.Of("object")),
        ("properties", new Json.Object(
        [
            .. TrainingFields.All.Select(f => (f.Name, Field(f))),
            (TrainingFields.Groups, JsonSchema.Array(Group()).With(("description", Json.Of("Parameters with a rate or a decay of their own; the first match counts.")))),
            (TrainingFields.Augment, JsonSchema.Array(Augmentation()).With(("description", Json.Of("What is done to training images, in this order.")))),
        ])),
        ("additionalProperties", Json.Of(false)));

    private static Json Field(TrainingField field)
    {
        // What texts there are without a list of words are patterns.
        var rule = field.Rule;
        Json one = rule.Type == ParameterType.Text && rule.Choices.Count == 0
            ? JsonSchema.Described(rule.Summary, ("type", Json.Of("string")))
            : JsonSchema.Argument(rule);
        return field.IsList ? Json.AnyOf(one, JsonSchema.Array(one)).With(("description", Json.Of(rule.Summary))) : one;
    }

    private static Json Group() => new Json.Object(
        ("type", Json.Of("object")),
        ("properties", new Json.Object([.. TrainingFields.OfGroups.Select(p => (p.Name, Field(new TrainingField(p))))])),
        ("required", Json.Words(TrainingFields.OfGroups.Where(p => p.IsRequired).Select(p => p.Name))),
        ("additionalProperties", Json.Of(false)));

    private static Json Augmentation() => Json.AnyOf(
    [
        new Json.Object(("enum", Json.Words(AugmentationKind.All.Where(a => !a.Parameters.Any(p => p.IsRequired)).Select(a => a.Name)))),
        .. AugmentationKind.All.Select(Augmentation),
    ]);

    private static Json Augmentation(AugmentationKind kind) => JsonSchema.Described(
        kind.Summary,
        ("type", Json.Of("object")),
        ("required", Json.Words([kind.Name])),
        ("properties", new Json.Object(
        [
            (kind.Name, kind.Main is { } main
                ? Json.AnyOf(JsonSchema.Argument(kind.Parameters.First(p => p.Name == main)), JsonSchema.Type("null"))
                : JsonSchema.Type("null")),
            .. kind.Parameters.Where(p => p.Name != kind.Main).Select(p => (p.Name, JsonSchema.Argument(p))),
        ])),
        ("additionalProperties", Json.Of(false)));
}
