using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Blocks;

/// <summary>Types of parameters. The first seven have a word.</summary>
internal enum SpecType
{
    Int,
    Number,
    Bool,
    Text,
    List,
    Layer,
    Table,

    /// <summary>Declared by a default number: a number, or a list of them where a caller needs one for each direction.</summary>
    NumberOrList,

    /// <summary>Declared by a default expression: anything.</summary>
    Any,
}

/// <summary>A parameter of a block or of a model. Its type is declared by a word, or by a default.</summary>
internal sealed record ParameterDeclaration(YamlScalar Key, SpecType Type, ValueSyntax? Default)
{
    public static readonly IReadOnlyDictionary<string, SpecType> TypeWords = new Dictionary<string, SpecType>(StringComparer.Ordinal)
    {
        ["int"] = SpecType.Int,
        ["number"] = SpecType.Number,
        ["bool"] = SpecType.Bool,
        ["text"] = SpecType.Text,
        ["list"] = SpecType.List,
        ["layer"] = SpecType.Layer,
        ["table"] = SpecType.Table,
    };

    public string Name => Key.Text;

    public bool IsRequired => Default is null;

    public Place Place => Place.Key(Key);

    /// <summary>The type as a message says it.</summary>
    public string Expectation => Type switch
    {
        SpecType.Int => "an integer",
        SpecType.Number => "a number",
        SpecType.NumberOrList => "a number or a list of numbers",
        SpecType.Bool => "true or false",
        SpecType.Text => "a text",
        SpecType.List => "a list",
        SpecType.Layer => "a layer (an op, a block or none)",
        SpecType.Table => "a table ({columns: […], rows: [[…], …]})",
        _ => "a value",
    };
}
