using ModelGen.Compiler.Spec.Expectations;

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
        ("dropout", JsonSchema.Described(
            "Where dropout goes, in branches and in the head.",
            ("type", Json.Of("object")),
            ("properties", new Json.Object(
                ("branch", Entries("In the branches of residuals.", BranchPlaces, isBranch: true)),
                ("head", Entries("In the head.", HeadPlaces, isBranch: false)))),
            ("additionalProperties", Json.Of(false)))),
        ("training", TrainingSchema.Section()),
        ("expect", ModelSchema.Counts("What must hold, else the build breaks.", ExpectationChecks.ExpectedNames)),
        ("budget", ModelSchema.Counts("What must not be exceeded, else the build breaks.", ExpectationChecks.BudgetedNames)),
        ("weights", JsonSchema.Described(
            "Trained weights by name, and where they are published.", ("type", Json.Of("object")), ("additionalProperties", Json.Ref("weights")))),
        ("reference", Text("The implementation that has the same keys and logits: torchvision.resnet18.")),
        ("allow", Any("Warnings that this file means: their ids.", "array")),
        ("variants", JsonSchema.Described(
            "The models of this file: each name with the parameters and sections it sets.",
            ("type", Json.Of("object")),
            ("additionalProperties", Json.Ref("variant")))),
        ("positions", Positions()));

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
        ("weights", ModelSchema.Weights()),
        ("variant", ModelSchema.Variant()),
    ];

    private const string BranchPlaces = "P0 to P8, start, end, guideline, or a place beside a layer: 'after norm 2', 'before conv last'.";
    private const string HeadPlaces = "before_pool, after_pool, start, end, or a place beside a layer: 'before linear last'.";

    /// <summary>One entry of <c>dropout:</c>, or a list of them.</summary>
    private static Json Entries(string description, string places, bool isBranch)
    {
        var at = JsonSchema.Described(places, ("type", Json.Of("string")));
        var entry = new Json.Object(
            ("type", Json.Of("object")),
            ("properties", isBranch
                ? new Json.Object(("at", at), ("in", Text("Which residuals, by the path of their container; * stands for anything: layer3*.")))
                : new Json.Object(("at", at))));
        return Json.AnyOf(entry, JsonSchema.Array(entry)).With(("description", Json.Of(description)));
    }

    private static Json Positions()
    {
        Json Places(string description, string places) => JsonSchema.Described(
            description,
            ("type", Json.Of("object")),
            ("properties", new Json.Object(("at", JsonSchema.Array(JsonSchema.Type("string")).With(("description", Json.Of(places)))))),
            ("required", Json.Words(["at"])));
        return JsonSchema.Described(
            "One model for each place of dropout: Name_P0 to Name_P8, Name_None.",
            ("type", Json.Of("object")),
            ("properties", new Json.Object(
                ("of", JsonSchema.Array(JsonSchema.Type("string")).With(("description", Json.Of("Variants of this file, or file.yaml#Model; left out: every variant.")))),
                ("branch", Places("A dropout, and the places in branches.", BranchPlaces)),
                ("head", Places("A dropout, and the places in the head.", HeadPlaces)),
                ("none", JsonSchema.Described("One more without dropout.", ("type", Json.Of("boolean")))),
                ("allow", Any("Warnings that these models mean.", "array")))),
            ("additionalProperties", Json.Of(false)));
    }

    private static Json Text(string description) => JsonSchema.Described(description, ("type", Json.Of("string")));

    private static Json Any(string description, string type) => JsonSchema.Described(description, ("type", Json.Of(type)));
}
