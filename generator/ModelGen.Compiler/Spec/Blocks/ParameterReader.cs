using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Blocks;

/// <summary>Reads <c>params:</c> and <c>let:</c>.</summary>
internal sealed class ParameterReader(Vocabulary vocabulary, ValueReader values, FindingList findings)
{
    // What other languages call our types: as a default it would be a text, which nobody who writes it means.
    private static readonly Dictionary<string, string> ForeignTypes = new(StringComparer.Ordinal)
    {
        ["integer"] = "int", ["long"] = "int", ["float"] = "number", ["double"] = "number", ["real"] = "number", ["num"] = "number",
        ["boolean"] = "bool", ["string"] = "text", ["str"] = "text", ["array"] = "list", ["op"] = "layer", ["block"] = "layer",
        ["module"] = "layer",
    };

    /// <param name="check">Throws where a name cannot be used.</param>
    public EquatableArray<ParameterDeclaration> ReadParameters(YamlNode? node, Action<YamlScalar> check)
    {
        var result = new List<ParameterDeclaration>();
        foreach (var entry in Entries(node, "'params'", "a mapping of names and types or defaults"))
        {
            findings.Try(() =>
            {
                Names.CheckVariable(entry.Key, isKey: true);
                check(entry.Key);
                result.Add(ReadParameter(entry));
            });
        }

        return result.ToEquatableArray();
    }

    public EquatableArray<LetDeclaration> ReadLets(YamlNode? node, Action<YamlScalar> check)
    {
        var result = new List<LetDeclaration>();
        foreach (var entry in Entries(node, "'let'", "a mapping of names and values"))
        {
            findings.Try(() =>
            {
                Names.CheckVariable(entry.Key, isKey: true);
                check(entry.Key);
                result.Add(new LetDeclaration(entry.Key, values.Read(entry.Value, $"'{entry.Name}'")));
            });
        }

        return result.ToEquatableArray();
    }

    private IEnumerable<YamlEntry> Entries(YamlNode? node, string what, string expected)
    {
        if (node is null)
            return [];
        if (node is YamlMapping mapping)
            return mapping.Entries;
        findings.Add(Descriptors.WrongForm, Place.ValueOrKey(node), what, expected, node.Describe());
        return [];
    }

    private ParameterDeclaration ReadParameter(YamlEntry entry)
    {
        if (entry.Value is YamlScalar { IsPlain: true } word)
        {
            if (ParameterDeclaration.TypeWords.TryGetValue(word.Text, out var declared))
                return new ParameterDeclaration(entry.Key, declared, null);
            if (ForeignTypes.TryGetValue(word.Text, out string ours) && vocabulary.Find(word.Text) is null)
                throw FindingList.Error(Descriptors.UnknownType, Place.Value(word), word.Text, ours);
        }

        var value = values.Read(entry.Value, $"'{entry.Name}'");
        return new ParameterDeclaration(entry.Key, TypeOf(value), value);
    }

    private SpecType TypeOf(ValueSyntax value) => value switch
    {
        ValueSyntax.Literal { Value: Value.Number } => SpecType.NumberOrList,
        ValueSyntax.Literal { Value: Value.Bool } => SpecType.Bool,
        ValueSyntax.Literal { IsQuoted: false, Scalar.Text: var word } when word == Words.None || vocabulary.Find(word) is not null =>
            SpecType.Layer,
        ValueSyntax.Literal => SpecType.Text,
        ValueSyntax.List => SpecType.List,
        ValueSyntax.Table => SpecType.Table,
        ValueSyntax.Call { Syntax.Head.Callee: not Callee.OfInitializer } => SpecType.Layer,
        _ => SpecType.Any,
    };
}
