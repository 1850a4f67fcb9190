using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Elaboration;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Spec.Variants;
using ModelGen.Compiler.Text;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Spec.Training;

/// <summary>Reads a model's <c>training:</c> section into a recipe.</summary>
internal sealed class TrainingReader(Bindings names, long classes, FindingList findings)
{
    private readonly Dictionary<string, (Value Value, Sourced Entry)> fields = new(StringComparer.Ordinal);
    private readonly List<ParameterGroup> groups = [];
    private readonly List<Augmentation> augmentations = [];

    public Recipe Read(IReadOnlyList<Sourced> section)
    {
        foreach (var entry in section)
            findings.Try(() => Read(entry));
        new TrainingChecks(fields, classes, findings).Run();
        var arguments = TrainingFields.All.Where(f => fields.ContainsKey(f.Name))
            .Select(f => new Argument(f.Name, fields[f.Name].Value, null));
        return new Recipe(arguments.ToEquatableArray(), augmentations.ToEquatableArray()) { Groups = groups.ToEquatableArray() };
    }

    private void Read(Sourced entry)
    {
        string name = entry.Entry.Name;
        switch (name)
        {
            case TrainingFields.Augment:
                foreach (var item in List(entry, "a list, such as [{random_crop: 32, padding: 4}, horizontal_flip]"))
                    findings.Try(() => augmentations.Add(ReadAugmentation(item, entry)));
                break;
            case TrainingFields.Groups:
                foreach (var item in List(entry, "a list, such as [{match: fc, lr_scale: 10}]"))
                    findings.Try(() => groups.Add(ReadGroup(item, entry)));
                break;
            default:
                var field = TrainingFields.All.FirstOrDefault(f => f.Name == name)
                    ?? throw FindingList.Error(Descriptors.UnknownTrainingField, entry.KeyPlace, name, name == "learning_rate"
                        ? $"; did you mean '{TrainingFields.LearningRate}'?"
                        : Nearest.Hint(name, TrainingFields.Names));
                var (value, syntax) = Evaluate(entry.Node, name, entry);
                fields[name] = (field.IsList ? FitList(field, value, syntax) : Fit(field.Rule, value, syntax, name), entry);
                break;
        }
    }

    private static IEnumerable<YamlNode> List(Sourced entry, string expected) => entry.Node is YamlSequence list
        ? list.Items
        : throw FindingList.Error(Descriptors.WrongForm, entry.Place, $"'{entry.Entry.Name}'", expected, entry.Node.Describe());

    private (Value Value, ValueSyntax Syntax) Evaluate(YamlNode node, string name, Sourced section)
    {
        var syntax = section.Unit.Readers(findings).Values.Read(node, $"'{name}'");
        return (new ValueEvaluator(section.Unit.Vocabulary).Evaluate(syntax, names), syntax);
    }

    private static Value FitList(TrainingField field, Value value, ValueSyntax syntax)
    {
        var items = value is Value.List list ? list.Items : new EquatableArray<Value>(value);
        return items.All(i => Conversion.ForOp(field.Rule, i) is not null)
            ? new Value.List(items)
            : throw Mismatch(field.Name, field.Expectation, value, syntax, []);
    }

    private static Value Fit(OpParameter rule, Value value, ValueSyntax syntax, string owner) =>
        Conversion.ForOp(rule, value) ?? throw Mismatch(owner, Conversion.Expectation(rule), value, syntax, rule.Choices);

    private static SpecException Mismatch(string owner, string expected, Value value, ValueSyntax syntax, IEnumerable<string> words)
    {
        string found = syntax.Source.IndexOf('$') >= 0
            ? $"{syntax.Source}, which is {ValueText.Describe(value)}"
            : ValueText.Describe(value);
        string hint = value is Value.Text word && Nearest.Find(word.Content, words) is { } nearest
            ? $"; did you mean '{nearest}'?"
            : string.Empty;
        return FindingList.Error(Descriptors.WrongTrainingValue, syntax.Place, owner, expected, found, hint);
    }

    private ParameterGroup ReadGroup(YamlNode node, Sourced section)
    {
        if (node is not YamlMapping mapping)
            throw FindingList.Error(Descriptors.WrongForm, Place.Value(node), "an entry of 'groups'",
                "a mapping such as {match: fc, lr_scale: 10, weight_decay: 0}", node.Describe());
        var arguments = Bind("groups", TrainingFields.OfGroups, null, mapping.Entries, section, Place.Value(mapping));
        return new ParameterGroup(arguments);
    }

    private Augmentation ReadAugmentation(YamlNode node, Sourced section)
    {
        switch (node)
        {
            case YamlScalar { IsNull: false } word:
                var alone = Kind(word, Place.Value(word));
                return new Augmentation(alone.Name, Bind(alone.Name, alone.Parameters, alone.Main, [], section, Place.Value(word)));
            case YamlMapping { Entries.Count: > 0 } mapping:
                var head = mapping.Entries.FirstOrDefault(e => AugmentationKind.Find(e.Name) is not null) ?? mapping.Entries[0];
                var kind = Kind(head.Key, Place.Key(head.Key));
                return new Augmentation(
                    kind.Name, Bind(kind.Name, kind.Parameters, kind.Main, mapping.Entries, section, Place.Key(head.Key)));
            default:
                throw FindingList.Error(Descriptors.WrongForm, Place.Value(node), "an augmentation",
                    "a word, or a mapping such as {random_crop: 32, padding: 4}", node.Describe());
        }
    }

    private static AugmentationKind Kind(YamlScalar word, Place place) => AugmentationKind.Find(word.Text)
        ?? throw FindingList.Error(
            Descriptors.UnknownAugmentation, place, word.Text, Nearest.Hint(word.Text, AugmentationKind.All.Select(a => a.Name)));

    /// <summary>Arguments in their own order, defaults included.</summary>
    /// <param name="main">The one whose value stands beside the word.</param>
    private EquatableArray<Argument> Bind(
        string word, EquatableArray<OpParameter> parameters, string? main, IEnumerable<YamlEntry> entries, Sourced section, Place place)
    {
        var given = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            bool isHead = entry.Name == word;
            if (isHead && entry.Value is YamlScalar { IsNull: true })
                continue;
            if (isHead && main is null)
                throw FindingList.Error(Descriptors.NoMainArgument, Place.Value(entry.Value), word, entry.Value.Describe());
            string name = isHead ? main! : entry.Name;
            var parameter = parameters.FirstOrDefault(p => p.Name == name)
                ?? throw FindingList.Error(
                    Descriptors.UnknownArgument, Place.Key(entry.Key), word, name, Nearest.Hint(name, parameters.Select(p => p.Name)));
            var (value, syntax) = Evaluate(entry.Value, entry.Name, section);
            given[name] = Fit(parameter, value, syntax, word + ": " + name);
        }

        var missing = parameters.FirstOrDefault(p => p.IsRequired && !given.ContainsKey(p.Name));
        if (missing is not null)
            throw FindingList.Error(
                Descriptors.MissingArgument, place, word, missing.Name, missing.Name == main ? $", as {{{word}: …}}" : string.Empty);
        return parameters.Where(p => given.ContainsKey(p.Name) || p.Default is not null)
            .Select(p => new Argument(p.Name, given.TryGetValue(p.Name, out var value) ? value : p.Default!, null)).ToEquatableArray();
    }
}
