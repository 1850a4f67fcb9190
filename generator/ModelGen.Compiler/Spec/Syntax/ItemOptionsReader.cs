using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>Reads the universal keys, and refuses those that have no use beside a head.</summary>
internal sealed class ItemOptionsReader(ValueReader values)
{
    /// <summary>The universal keys that mean something beside a head.</summary>
    public static IReadOnlyList<string> AllowedBeside(string head) => head switch
    {
        Words.For or Words.From => [Words.When],
        Words.Residual or Words.Parallel => [Words.When, Words.Tap],
        Words.Seq => [Words.Name, Words.As, Words.When, Words.Repeat, Words.Tap, Words.Aux],
        _ => Words.Universal,
    };

    public ItemOptions Read(YamlMapping mapping, string head)
    {
        var allowed = AllowedBeside(head);
        foreach (var entry in mapping.Entries.Where(e => Words.Universal.Contains(e.Name) && !allowed.Contains(e.Name)))
            throw FindingList.Error(Descriptors.MisplacedKey, Place.Key(entry.Key), entry.Name, Reason(entry.Name, head));
        if (mapping.Find(Words.Repeat) is null)
        {
            foreach (var entry in mapping.Entries.Where(e => e.Name is Words.First or Words.Last))
                throw FindingList.Error(Descriptors.MisplacedKey, Place.Key(entry.Key), entry.Name, "without 'repeat'");
        }

        return new ItemOptions
        {
            Name = mapping.Find(Words.Name) is { } name ? ReadName(name) : null,
            As = mapping.Find(Words.As) is { } property ? ReadProperty(property) : null,
            When = Value(mapping, Words.When),
            Repeat = Value(mapping, Words.Repeat),
            First = Overrides(mapping, Words.First),
            Last = Overrides(mapping, Words.Last),
            Tap = mapping.Find(Words.Tap) is { } tap ? Word(tap, "a tap") : null,
            Aux = Value(mapping, Words.Aux),
        };
    }

    /// <summary>A plain name: no expression, no punctuation.</summary>
    public static YamlScalar Word(YamlNode node, string what)
    {
        if (node is YamlScalar { IsNull: false } word && Names.IsIdentifier(word.Text))
            return word;
        throw FindingList.Error(
            Descriptors.BadName, Place.ValueOrKey(node), node.Describe(), what, "letters, digits and _, not starting with a digit");
    }

    private static string Reason(string key, string head) => key switch
    {
        Words.Name or Words.As or Words.Aux when head is Words.Residual or Words.Parallel =>
            $"on '{head}': what is named inside belongs to the container around it; a 'seq' around it has a name",
        Words.Repeat when head is Words.Residual or Words.Parallel => $"on '{head}': repeat a block or a 'seq' that holds it",
        Words.First or Words.Last => $"on '{head}', which has no arguments",
        _ => $"on '{head}'",
    };

    private ValueSyntax? Value(YamlMapping mapping, string key) => mapping.Find(key) is { } node ? values.Read(node, $"'{key}'") : null;

    private EquatableArray<ArgumentSyntax> Overrides(YamlMapping mapping, string key)
    {
        if (mapping.Find(key) is not { } node)
            return default;
        if (node is not YamlMapping overrides)
            throw FindingList.Error(
                Descriptors.WrongForm, Place.ValueOrKey(node), $"'{key}'", "a mapping of arguments, such as {stride: 2}", node.Describe());
        return values.ReadArguments(overrides, _ => false);
    }

    private static ValueSyntax ReadName(YamlNode node)
    {
        if (node is not YamlScalar { IsNull: false } scalar)
            throw FindingList.Error(Descriptors.BadName, Place.ValueOrKey(node), node.Describe(), "a name",
                "letters, digits, _ and -, not starting with a digit or -");
        var name = ValueReader.ReadScalar(scalar);
        if (name is ValueSyntax.Literal && !Names.IsSegment(scalar.Text))
            throw FindingList.Error(Descriptors.BadName, Place.Value(scalar), scalar.Describe(), "a name",
                "letters, digits, _ and -, not starting with a digit or -");
        return name;
    }

    private static YamlScalar ReadProperty(YamlNode node)
    {
        var word = Word(node, "a property");
        if (CSharpName.ModuleMembers.Contains(word.Text) || CSharpName.Escape(word.Text) != word.Text)
            throw FindingList.Error(
                Descriptors.ReservedProperty, Place.Value(word), word.Text, word.Text, "is a member of every module, or a keyword");
        return word;
    }
}
