using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>Reads lists of items. An item that cannot be read is reported and left out; the others are read all the same.</summary>
internal sealed class ItemReader
{
    private readonly Vocabulary vocabulary;
    private readonly FindingList findings;
    private readonly CallChecks checks;
    private readonly ValueReader values;
    private readonly ItemOptionsReader options;

    public ItemReader(Vocabulary vocabulary, FindingList findings, CallChecks checks, Action<Callee, HeadSyntax>? onCall = null)
    {
        this.vocabulary = vocabulary;
        this.findings = findings;
        this.checks = checks;
        values = new ValueReader(vocabulary, checks, onCall ?? ((_, _) => { }));
        options = new ItemOptionsReader(values);
    }

    /// <param name="what">How a message calls the list: <c>'backbone'</c>.</param>
    /// <exception cref="SpecException">The node is no list.</exception>
    public ItemList ReadList(YamlNode node, string what)
    {
        if (node is not YamlSequence list)
            throw FindingList.Error(Descriptors.ItemsForm, Place.ValueOrKey(node), what, node.Describe());
        var items = new List<Item>();
        foreach (var item in list.Items)
            findings.Try(() => items.Add(ReadItem(item)));
        return new ItemList(list, items.ToEquatableArray());
    }

    private Item ReadItem(YamlNode node) => node switch
    {
        YamlScalar { IsNull: false } word => ReadWord(word),
        YamlMapping mapping => ReadMapping(mapping),
        _ => throw FindingList.Error(Descriptors.ItemForm, Place.Value(node), node.Describe()),
    };

    private Item ReadWord(YamlScalar word)
    {
        if (Words.Structures.Contains(word.Text))
            throw FindingList.Error(Descriptors.MissingArgument, Place.Value(word), word.Text, "a list", $", as {{{word.Text}: […]}}");
        if (!vocabulary.IsHead(word.Text))
            throw FindingList.Error(Descriptors.UnknownWord, Place.Value(word), word.Text, Nearest.Hint(word.Text, vocabulary.Heads));
        var head = values.Head(word, isKey: false);
        return Call(word, head, new ItemOptions(), new CallSyntax(head, null, default));
    }

    private Item ReadMapping(YamlMapping mapping)
    {
        var entry = values.FindHead(mapping, vocabulary.IsHead, vocabulary.Heads);
        var head = values.Head(entry.Key, isKey: true);
        var common = options.Read(mapping, entry.Name);
        switch (entry.Name)
        {
            case Words.Seq:
                NoOtherKeys(mapping, entry);
                return new Item.Seq(mapping, head, common, ReadList(entry.Value, "'seq'"));
            case Words.Residual:
                NoOtherKeys(mapping, entry, Words.Shortcut, Words.Join, Words.Skip);
                return new Item.Residual(
                    mapping, head, common, ReadList(entry.Value, "'residual'"), List(mapping, Words.Shortcut), Value(mapping, Words.Join),
                    Value(mapping, Words.Skip));
            case Words.Parallel:
                NoOtherKeys(mapping, entry, Words.Join);
                return ReadParallel(mapping, entry, head, common);
            case Words.For:
                NoOtherKeys(mapping, entry, Words.Do);
                return new Item.For(mapping, head, common, ReadRows(entry.Value), Required(List(mapping, Words.Do), head, Words.Do));
            case Words.From:
                NoOtherKeys(mapping, entry);
                return new Item.From(mapping, head, common, ItemOptionsReader.Word(entry.Value, "a tap"));
            default:
                var arguments = values.ReadArguments(mapping, k => k == entry.Name || Words.Universal.Contains(k));
                return Call(mapping, head, common, new CallSyntax(head, values.ReadMain(entry), arguments));
        }
    }

    private Item Call(YamlNode node, HeadSyntax head, ItemOptions common, CallSyntax call)
    {
        checks.Add(call, common, isLayer: false);
        return new Item.Call(node, head, common, call);
    }

    private Item ReadParallel(YamlMapping mapping, YamlEntry entry, HeadSyntax head, ItemOptions common)
    {
        if (entry.Value is not YamlSequence { Items.Count: > 0 } branches)
            throw FindingList.Error(
                Descriptors.ItemsForm, head.Place, "'parallel'", $"{entry.Value.Describe()}, where each branch is a list");
        var read = branches.Items.Select(b => ReadList(b, "a branch of 'parallel'")).ToEquatableArray();
        return new Item.Parallel(mapping, head, common, read, Required(Value(mapping, Words.Join), head, Words.Join));
    }

    private RowsSyntax ReadRows(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping when mapping.Find(Words.Columns) is null
                && mapping.Find(Words.Rows) is null && mapping.Entries.Count > 0:
                foreach (var entry in mapping.Entries)
                    Names.CheckVariable(entry.Key, isKey: true);
                return new RowsSyntax(node, values.ReadArguments(mapping, _ => false), null);
            case YamlMapping { Entries.Count: > 0 } or YamlScalar:
                return new RowsSyntax(node, default, values.Read(node, "'for'"));
            default:
                throw FindingList.Error(Descriptors.ForForm, Place.Value(node), node.Describe());
        }
    }

    private ItemList? List(YamlMapping mapping, string key) => mapping.Find(key) is { } node ? ReadList(node, $"'{key}'") : null;

    private ValueSyntax? Value(YamlMapping mapping, string key) => mapping.Find(key) is { } node ? values.Read(node, $"'{key}'") : null;

    private static T Required<T>(T? value, HeadSyntax head, string key)
        where T : class => value ?? throw FindingList.Error(Descriptors.MissingArgument, head.Place, head.Word, key, string.Empty);

    private static void NoOtherKeys(YamlMapping mapping, YamlEntry head, params string[] known)
    {
        foreach (var entry in mapping.Entries.Where(e => e != head && !known.Contains(e.Name) && !Words.Universal.Contains(e.Name)))
            throw FindingList.Error(Descriptors.UnknownArgument, Place.Key(entry.Key), head.Name, entry.Name,
                Nearest.Hint(entry.Name, known.Concat(ItemOptionsReader.AllowedBeside(head.Name))));
    }
}
