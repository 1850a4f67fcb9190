using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Language;

/// <summary>
/// The JSON schema of specs (draft 7), for editors: it completes words and arguments and underlines wrong ones. It knows the ops by the registry; what takes
/// names of blocks and expressions it leaves to the compiler, which says more.
/// </summary>
public static class JsonSchema
{
    /// <summary>The whole schema, lines ended by line feeds.</summary>
    public static string Write() => new Json.Object(
        ("$schema", Json.Of("http://json-schema.org/draft-07/schema#")),
        ("title", Json.Of("ModelGen spec")),
        ("description", Json.Of("An image classifier, or a library of blocks, that ModelGen compiles. Written by the compiler from its registry of ops: see docs/reference.md.")),
        ("type", Json.Of("object")),
        ("additionalProperties", Json.Of(false)),
        ("properties", SpecSchema.Sections()),
        ("definitions", new Json.Object(
        [
            .. SpecSchema.Definitions(),
            ("item", ItemSchema.Item()),
            ("items", Array(Json.Ref("item"))),
            .. OpRegistry.All.Select(op => (ItemSchema.Definition(op.Name), ItemSchema.Op(op))),
            ("initializer", ItemSchema.Initializers()),
        ]))).ToString();

    internal static Json.Object Described(string description, params (string Key, Json Value)[] members) =>
        new([("description", Json.Of(description)), .. members]);

    internal static Json.Object Array(Json items) => new(("type", Json.Of("array")), ("items", items));

    /// <summary>A number, a word, … or an expression, which is a text with a dollar sign in it.</summary>
    internal static Json.Object OrExpression(params Json[] alternatives) => Json.AnyOf([.. alternatives, Json.Ref("expression")]);

    internal static Json Argument(OpParameter parameter)
    {
        Json[] alternatives = parameter.Type switch
        {
            ParameterType.Integer => [Number(parameter, "integer")],
            ParameterType.Number => [Number(parameter, "number")],
            ParameterType.Bool => [Type("boolean")],
            ParameterType.Text => [new Json.Object(("enum", Json.Words(parameter.Choices)))],
            ParameterType.IntegerPair => [Number(parameter, "integer"), List(parameter, 2)],
            ParameterType.IntegerList => [List(parameter, null)],
            ParameterType.IntegerOrList => [Number(parameter, "integer"), List(parameter, null)],
            _ => [Json.Ref("initializer")],
        };
        if (parameter.Type != ParameterType.Text && parameter.Choices.Count > 0)
            alternatives = [.. alternatives, new Json.Object(("enum", Json.Words(parameter.Choices)))];
        string @default = parameter.Default is { } value ? " Default: " + value + "." : parameter.IsRequired ? " Required." : "";
        return OrExpression(alternatives).With(("description", Json.Of(parameter.Summary + @default)));
    }

    internal static Json.Object Type(string type) => new(("type", Json.Of(type)));

    private static Json.Object Number(OpParameter parameter, string type)
    {
        var schema = Type(type);
        if (parameter.Minimum is { } least)
            schema = schema.With((parameter.IsMinimumExclusive ? "exclusiveMinimum" : "minimum", Json.Of(least)));
        return parameter.Maximum is { } most ? schema.With((parameter.IsMaximumExclusive ? "exclusiveMaximum" : "maximum", Json.Of(most))) : schema;
    }

    private static Json.Object List(OpParameter parameter, int? length)
    {
        var schema = Array(OrExpression(Number(parameter, "integer")));
        return length is { } count ? schema.With(("minItems", Json.Of(count)), ("maxItems", Json.Of(count))) : schema;
    }
}
