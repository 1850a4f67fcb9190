using System.Globalization;
using System.Text.RegularExpressions;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Syntax;

/// <summary>
/// Reads values. A scalar is resolved by its text and style: decimal numbers, true and false, expressions, else text; what is quoted is no
/// number. A mapping is a table if it has columns, else a layer or an initializer.
/// </summary>
internal sealed class ValueReader(Vocabulary vocabulary, CallChecks checks, Action<Callee, HeadSyntax> onCall)
{
    private static readonly Regex Number = new(@"^[-+]?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant);

    /// <param name="what">How a message calls the value: <c>'padding'</c>.</param>
    /// <exception cref="SpecException">The value is nothing, or cannot be read.</exception>
    public ValueSyntax Read(YamlNode node, string what) => node switch
    {
        YamlScalar { IsNull: true } nothing => throw FindingList.Error(Descriptors.NoValue, Place.ValueOrKey(nothing), what),
        YamlScalar scalar => ReadScalar(scalar),
        YamlSequence sequence =>
            new ValueSyntax.List(sequence, sequence.Items.Select(i => Read(i, "an element of " + what)).ToEquatableArray()),
        YamlMapping mapping when mapping.Find(Words.Columns) is not null || mapping.Find(Words.Rows) is not null => ReadTable(mapping),
        YamlMapping mapping => new ValueSyntax.Call(mapping, ReadLayer(mapping)),
        _ => throw new InvalidOperationException("unknown kind of node"),
    };

    public static ValueSyntax ReadScalar(YamlScalar scalar)
    {
        if (scalar.Text.IndexOf('$') >= 0)
            return new ValueSyntax.Formula(scalar, Template.Parse(scalar, isKey: false));
        if (!scalar.IsPlain)
            return new ValueSyntax.Literal(scalar, new Value.Text(scalar.Text));
        if (Number.IsMatch(scalar.Text))
        {
            double amount = double.Parse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
            return double.IsInfinity(amount)
                ? throw FindingList.Error(Descriptors.ExpressionValue, Place.Value(scalar), "the number is too large")
                : new ValueSyntax.Literal(scalar, new Value.Number(amount));
        }

        return new ValueSyntax.Literal(
            scalar, scalar.Text is "true" or "false" ? new Value.Bool(scalar.Text == "true") : new Value.Text(scalar.Text));
    }

    /// <summary>Arguments beside a head: every key but those in <paramref name="except"/>.</summary>
    public EquatableArray<ArgumentSyntax> ReadArguments(YamlMapping mapping, Func<string, bool> except) =>
        mapping.Entries.Where(e => !except(e.Name)).Select(e => new ArgumentSyntax(e.Key, Read(e.Value, $"'{e.Name}'"))).ToEquatableArray();

    /// <summary>The main value beside a head, or null where the head stands alone.</summary>
    public ValueSyntax? ReadMain(YamlEntry head) => head.Value is YamlScalar { IsNull: true } ? null : Read(head.Value, $"'{head.Name}'");

    /// <summary>Makes a head of a word that stands alone or as a key.</summary>
    public HeadSyntax Head(YamlScalar word, bool isKey)
    {
        var template = word.Text.StartsWith("$", StringComparison.Ordinal) ? Template.Parse(word, isKey) : null;
        var head = new HeadSyntax(word, isKey, template is null ? vocabulary.Find(word.Text) : null, template);
        if (head.Callee is { } callee)
            onCall(callee, head);
        return head;
    }

    /// <summary>The entry whose key heads a mapping; a mapping without one, or with two, is an error.</summary>
    public YamlEntry FindHead(YamlMapping mapping, Func<string, bool> isHead, IEnumerable<string> known)
    {
        var heads = mapping.Entries.Where(e => isHead(e.Name)).ToList();
        if (heads.Count == 1)
            return heads[0];
        if (heads.Count > 1)
        {
            throw new SpecException(new Finding(Descriptors.TwoHeads, Place.Key(heads[1].Key), new(heads[0].Name, heads[1].Name))
            {
                Related = new(Place.Key(heads[0].Key)),
            });
        }

        var words = mapping.Entries.Where(e => !Words.Universal.Contains(e.Name)).ToList();
        var candidate = words.Find(e => e.Value is YamlScalar { IsNull: true }) ?? words.Find(e => !IsArgument(e.Name));
        if (candidate is null)
            throw FindingList.Error(Descriptors.NoHead, Place.Value(mapping),
                string.Join(", ", mapping.Entries.Select(e => $"'{e.Name}'").DefaultIfEmpty("none")));
        throw FindingList.Error(Descriptors.UnknownWord, Place.Key(candidate.Key), candidate.Name, Nearest.Hint(candidate.Name, known));
    }

    private static bool IsArgument(string name) => Words.OpArguments.Contains(name) || Words.StructureArguments.Contains(name);

    private CallSyntax ReadLayer(YamlMapping mapping)
    {
        bool IsHead(string word) => vocabulary.IsHead(word) || Initializer.Find(word) is not null;
        var entry = FindHead(mapping, IsHead, vocabulary.Heads.Concat(Initializer.All.Select(i => i.Name)));
        if (Words.Structures.Contains(entry.Name))
            throw FindingList.Error(Descriptors.NotALayer, Place.Key(entry.Key), $"'{entry.Name}'", "an op or a block");
        var head = Head(entry.Key, isKey: true);
        if (head.Callee is null && Initializer.Find(entry.Name) is { } initializer)
            head = head with { Callee = new Callee.OfInitializer(initializer) };
        var call = new CallSyntax(head, ReadMain(entry), ReadArguments(mapping, entry.Name.Equals));
        checks.Add(call, new ItemOptions(), isLayer: head.Callee is not Callee.OfInitializer);
        return call;
    }

    private ValueSyntax.Table ReadTable(YamlMapping mapping)
    {
        foreach (var entry in mapping.Entries.Where(e => e.Name is not (Words.Columns or Words.Rows)))
            throw FindingList.Error(Descriptors.TableForm, Place.Key(entry.Key), $"found '{entry.Name}'");
        if (mapping.Find(Words.Columns) is not YamlSequence columns || mapping.Find(Words.Rows) is not YamlSequence rows)
            throw FindingList.Error(Descriptors.TableForm, Place.Value(mapping), "one of them is missing, or is no list");
        var names = columns.Items.Select(ReadColumn).ToEquatableArray();
        foreach (var twice in columns.Items.Where((c, i) => names.Take(i).Contains(names[i])))
            throw FindingList.Error(Descriptors.TableForm, Place.Value(twice), $"the column {twice.Describe()} stands there twice");
        return new ValueSyntax.Table(mapping, names, rows.Items.Select(r => ReadRow(r, names)).ToEquatableArray());
    }

    private static string ReadColumn(YamlNode node)
    {
        if (node is not YamlScalar word)
            throw FindingList.Error(Descriptors.TableForm, Place.Value(node), $"the name of a column is a word, found {node.Describe()}");
        Names.CheckVariable(word, isKey: false);
        return word.Text;
    }

    private ValueSyntax.List ReadRow(YamlNode node, EquatableArray<string> columns)
    {
        if (node is not YamlSequence row)
            throw FindingList.Error(Descriptors.TableForm, Place.Value(node), $"a row is a list, found {node.Describe()}");
        if (row.Items.Count != columns.Count)
            throw FindingList.Error(Descriptors.TableRow, Place.Value(row), row.Items.Count + (row.Items.Count == 1 ? " value" : " values"),
                $"{columns.Count}", string.Join(", ", columns));
        return (ValueSyntax.List)Read(row, "a row");
    }

}
