namespace ModelGen.Compiler.Backends.Language;

/// <summary>The part of the schema that is about sections.</summary>
internal static class SpecSchema
{
    public static Json.Object Sections() => new(
        ("name", Text("Name of the one model's class; a file of several has variants.")),
        ("description", Text("One or two sentences, for the class's documentation.")),
        ("input", JsonSchema.Described(
            "Channels, height, width of an image; 'any' leaves a height or width to run time.",
            ("type", Json.Of("array")),
            ("items", Json.AnyOf(JsonSchema.Type("integer"), new Json.Object(("enum", Json.Words(["any"]))))),
            ("minItems", Json.Of(3)),
            ("maxItems", Json.Of(3)))),
        ("classes", JsonSchema.OrExpression(JsonSchema.Type("integer")).With(("description", Json.Of("Number of classes.")))),
        ("params", Any("Parameters of the file, with defaults or type words (int, number, bool, text, list, layer, table): variants set them.", "object")),
        ("import", JsonSchema.Array(JsonSchema.Type("string")).With(("description", Json.Of("Files with blocks, by their paths from this file.")))),
        ("blocks", JsonSchema.Described(
            "Blocks: layers under a name, with parameters.", ("type", Json.Of("object")), ("additionalProperties", Json.Ref("block")))),
        ("defaults", ItemSchema.Defaults()),
        ("backbone", JsonSchema.Described("The layers.", ("$ref", Json.Of("#/definitions/items")))),
        ("head", JsonSchema.Described("What makes logits of features.", ("$ref", Json.Of("#/definitions/items")))),
        ("dropout", Any("Where dropout goes, in branches and in the head.", "object")),
        ("training", TrainingSchema.Section()),
        ("expect", Any("What must hold, else the build breaks: parameters, weights, multiply_adds.", "object")),
        ("budget", Any("What must not be exceeded, else the build breaks.", "object")),
        ("weights", Any("Trained weights by name, and where they are published: url, sha256; mean, std and rename where needed.", "object")),
        ("reference", Text("The implementation that has the same keys and logits: torchvision.resnet18.")),
        ("allow", Any("Warnings that this file means: their ids.", "array")),
        ("variants", Any("The models of this file: each name with the parameters and sections it sets.", "object")));

    public static IEnumerable<(string, Json)> Definitions() =>
    [
        ("expression", JsonSchema.Described("$name or $(…).", ("type", Json.Of("string")), ("pattern", Json.Of("\\$")))),
        ("block", JsonSchema.Described(
            "A block.",
            ("type", Json.Of("object")),
            ("properties", new Json.Object(
                ("description", Text("What it is, and from where.")),
                ("params", Any("Parameters, with defaults or type words; the first is the main one.", "object")),
                ("let", Any("Names for values, computed once, where 'in' is the channels that enter the block.", "object")),
                ("body", JsonSchema.Described("Its layers.", ("$ref", Json.Of("#/definitions/items")))))),
            ("additionalProperties", Json.Of(false)),
            ("required", Json.Words(["body"])))),
    ];

    private static Json Text(string description) => JsonSchema.Described(description, ("type", Json.Of("string")));

    private static Json Any(string description, string type) => JsonSchema.Described(description, ("type", Json.Of(type)));
}
