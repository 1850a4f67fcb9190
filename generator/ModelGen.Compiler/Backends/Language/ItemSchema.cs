using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.Language;

/// <summary>The part of the schema that is about items: ops, structures, calls of blocks.</summary>
internal static class ItemSchema
{
    private static readonly (string Name, string Summary)[] Universal =
    [
        ("name", "Key of the child in the state dict; left out: its position."),
        ("as", "Name of the C# property where the key makes none."),
        ("when", "Whether the item is there at all."),
        ("repeat", "How often, one after another, in a container of their own."),
        ("first", "Arguments of the first of a repeat."),
        ("last", "Arguments of the last of a repeat."),
        ("tap", "A name for the value that leaves this item: {from: name} takes it up."),
        ("aux", "Makes this item an auxiliary head, with this weight of its loss: the value flows on past it."),
    ];

    /// <summary>Structures, with the keys they take beside universal ones.</summary>
    private static readonly (string Word, string Summary, (string Name, Json Schema)[] Keys)[] Structures =
    [
        ("seq", "Layers one after another, in a container: children are named or numbered.", []),
        ("residual", "A branch and a shortcut, joined: shortcut first, then branch.",
        [
            ("shortcut", JsonSchema.Described("The other way; left out or empty: the value itself.", ("$ref", Json.Of("#/definitions/items")))),
            ("join", Join("add", "concat")),
            ("skip", JsonSchema.OrExpression(JsonSchema.Type("boolean")).With(("description", Json.Of("False: the branch alone.")))),
        ]),
        ("parallel", "Branches that all take the same value, joined.", [("join", Join("concat", "add", "mul"))]),
        ("for", "Items for each row of a table, spliced into the list around them.",
            [("do", JsonSchema.Described("The items of a row.", ("$ref", Json.Of("#/definitions/items"))))]),
        ("from", "Goes on with the value of a tap.", []),
    ];

    public static string Definition(string op) => "op." + op;

    /// <summary>An item: a word, or a mapping that has the schema of its head.</summary>
    public static Json Item() => new Json.Object(
        ("anyOf", new Json.Array(
            new Json.Object(("type", Json.Of("string")), ("enum", Json.Words(OpRegistry.All.Where(IsWord).Select(op => op.Name).Append("none")))),
            JsonSchema.Described("A block without arguments, or an expression.", ("type", Json.Of("string"))),
            Mapping())));

    /// <summary>A call of an op.</summary>
    public static Json Op(Op op)
    {
        var main = op.Parameters.FirstOrDefault(p => p.IsMain);
        var others = op.Parameters.Where(p => !p.IsMain).Select(p => (p.Name, JsonSchema.Argument(p)));
        // Shared by `first` and `last`, the main argument may also be named.
        return JsonSchema.Described(
            op.Summary,
            ("properties", new Json.Object([(op.Name, Head(op.Summary, main)), .. others, .. UniversalKeys()])),
            ("additionalProperties", Json.Of(false)));
    }

    public static Json Initializers() => new Json.Object(
        ("anyOf", new Json.Array(
        [
            new Json.Object(("enum", Json.Words(Initializer.All.Where(i => !i.Parameters.Any(p => p.IsRequired)).Select(i => i.Name)))),
            .. Initializer.All.Where(i => i.Parameters.Count > 0).Select(InitializerCall),
            Json.Ref("expression"),
        ])));

    /// <summary>Values of <c>defaults:</c>: arguments that change no key and no shape.</summary>
    public static Json Defaults() => JsonSchema.Described(
        "Arguments for every use of an op or block: those that change no key and no shape.",
        ("type", Json.Of("object")),
        ("properties", new Json.Object([.. OpRegistry.All.Where(op => op.Parameters.Any(p => p.CanBeDefaulted)).Select(op => (op.Name, DefaultsOf(op)))])));

    private static Json DefaultsOf(Op op) => JsonSchema.Described(
        op.Summary,
        ("type", Json.Of("object")),
        ("properties", new Json.Object([.. op.Parameters.Where(p => p.CanBeDefaulted).Select(p => (p.Name, JsonSchema.Argument(p)))])),
        ("additionalProperties", Json.Of(false)));

    private static bool IsWord(Op op) => !op.Parameters.Any(p => p.IsRequired);

    private static Json.Object Mapping()
    {
        var heads = OpRegistry.All.Select(op => (Word: op.Name, op.Summary)).Concat(Structures.Select(s => (s.Word, s.Summary))).ToList();
        // The words are offered where there is none yet; beside one, its arguments.
        var hasHead = Json.AnyOf([.. heads.Select(h => new Json.Object(("required", Json.Words([h.Word]))))]);
        return new Json.Object(
            ("type", Json.Of("object")),
            ("allOf", new Json.Array(
            [
                .. OpRegistry.All.Select(op => Where(op.Name, Json.Ref(Definition(op.Name)))),
                .. Structures.Select(s => Where(s.Word, Structure(s.Word, s.Summary, s.Keys))),
                new Json.Object(
                    ("if", new Json.Object(("not", hasHead))),
                    ("then", new Json.Object(("properties", new Json.Object([.. heads.Select(h => (h.Word, (Json)JsonSchema.Described(h.Summary))), .. UniversalKeys()]))))),
            ])));
    }

    private static Json Where(string head, Json then) =>
        new Json.Object(("if", new Json.Object(("required", Json.Words([head])))), ("then", then));

    private static Json Structure(string word, string summary, (string Name, Json Schema)[] keys)
    {
        var main = word switch
        {
            "seq" or "residual" => Json.Ref("items"),
            "parallel" => JsonSchema.Array(Json.Ref("items")),
            "for" => JsonSchema.Described("An integer n (0 … n − 1), a list name, lists to zip, or {columns: …, rows: …}."),
            _ => JsonSchema.Type("string"),
        };
        return new Json.Object(
            ("properties", new Json.Object([(word, main), .. keys, .. UniversalKeys()])),
            ("additionalProperties", Json.Of(false)));
    }

    private static Json Head(string summary, OpParameter? main) => main is null
        ? JsonSchema.Described(summary, ("type", Json.Of("null")))
        : main.IsRequired ? JsonSchema.Argument(main) : Json.AnyOf(JsonSchema.Argument(main), JsonSchema.Type("null"));

    private static Json InitializerCall(Initializer initializer)
    {
        var main = initializer.Parameters.FirstOrDefault(p => p.IsMain);
        return JsonSchema.Described(
            initializer.Summary,
            ("type", Json.Of("object")),
            ("required", Json.Words([initializer.Name])),
            ("properties", new Json.Object(
            [
                (initializer.Name, Head(initializer.Summary, main)),
                .. initializer.Parameters.Where(p => !p.IsMain).Select(p => (p.Name, JsonSchema.Argument(p))),
            ])),
            ("additionalProperties", Json.Of(false)));
    }

    private static IEnumerable<(string, Json)> UniversalKeys() => Universal.Select(u => (u.Name, (Json)JsonSchema.Described(u.Summary)));

    private static Json Join(params string[] kinds) =>
        JsonSchema.Described("How the values become one.", ("enum", Json.Words(kinds)));
}
