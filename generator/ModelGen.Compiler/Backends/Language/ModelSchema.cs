using ModelGen.Compiler.Elaboration;
using ModelGen.Compiler.Spec.Files;

namespace ModelGen.Compiler.Backends.Language;

/// <summary>The parts of the schema that are about what is known of single models: variants, counts, published weights.</summary>
internal static class ModelSchema
{
    /// <summary>A variant: sections, checked as those of the file are, and parameters, whose names are the file's own.</summary>
    public static Json Variant() => JsonSchema.Described(
        "A model: parameters of the file, and sections.",
        ("type", Json.Of("object")),
        ("properties", new Json.Object(
        [
            (Sections.Extends, JsonSchema.Described(
                "The variant that this one begins with; of another file as file.yaml#Name.", ("type", Json.Of("string")))),
            .. Sections.OfVariants.Select(name => (name, (Json)new Json.Object(("$ref", Json.Of("#/properties/" + name))))),
        ])));

    public static Json Weights() => JsonSchema.Described(
        "A file of weights.",
        ("type", Json.Of("object")),
        ("properties", new Json.Object(
            (WeightsSection.Url, JsonSchema.Described(
                "Where it is published.", ("type", Json.Of("string")), ("pattern", Json.Of("^https?://.+/[^/]+$")))),
            // YAML may take hexadecimal digits for a number: a pattern asks nothing of those.
            (WeightsSection.Sha256, JsonSchema.Described(
                "Of the file: 64 hexadecimal digits, or the first eight or more.", ("pattern", Json.Of("^[0-9a-fA-F]{8,64}$")))),
            (WeightsSection.Md5, JsonSchema.Described(
                "Of the file, 32 hexadecimal digits, where the publisher gives no SHA-256.", ("pattern", Json.Of("^[0-9a-fA-F]{32}$")))),
            (WeightsSection.Mean, Numbers("Of the images they were trained on, one for each channel, of values from 0 to 1.")),
            (WeightsSection.Std, Numbers("Standard deviation, likewise.")),
            (WeightsSection.Rename, JsonSchema.Described(
                "The file's keys, and the model's for them; none drops one.",
                ("type", Json.Of("object")),
                ("additionalProperties", JsonSchema.Type("string")))))),
        ("required", Json.Words([WeightsSection.Url])),
        ("anyOf", new Json.Array(
            new Json.Object(("required", Json.Words([WeightsSection.Sha256]))),
            new Json.Object(("required", Json.Words([WeightsSection.Md5]))))),
        ("additionalProperties", Json.Of(false)));

    /// <summary>Sizes of a model by their names.</summary>
    public static Json Counts(string description, IEnumerable<string> names) => JsonSchema.Described(
        description,
        ("type", Json.Of("object")),
        ("properties", new Json.Object([.. names.Select(n => (n, (Json)JsonSchema.OrExpression(JsonSchema.Type("integer"))))])),
        ("additionalProperties", Json.Of(false)));

    private static Json Numbers(string description) =>
        JsonSchema.Array(JsonSchema.Type("number")).With(("description", Json.Of(description)));
}
