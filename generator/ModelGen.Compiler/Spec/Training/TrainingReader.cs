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
internal sealed class TrainingReader(Bindings names, FindingList findings)
{
    private static readonly IReadOnlyList<string> Known = [.. TrainingFields.All.Select(f => f.Name), TrainingFields.Augment];

    private readonly Dictionary<string, (Value Value, Sourced Entry)> fields = new(StringComparer.Ordinal);
    private readonly List<Augmentation> augmentations = [];

    public Recipe Read(IReadOnlyList<Sourced> section)
    {
        foreach (var entry in section)
            findings.Try(() => Read(entry));
        findings.Try(CheckMomentum);
        findings.Try(CheckMilestones);
        foreach (var field in TrainingFields.All)
            CheckUse(field);
        var arguments = TrainingFields.All.Where(f => fields.ContainsKey(f.Name)).Select(f => new Argument(f.Name, fields[f.Name].Value, null));
        return new Recipe(arguments.ToEquatableArray(), augmentations.ToEquatableArray());
    }

    private void Read(Sourced entry)
    {
        string name = entry.Entry.Name;
        if (name == TrainingFields.Augment)
        {
            ReadAugmentations(entry);
            return;
        }

        var field = TrainingFields.All.FirstOrDefault(f => f.Name == name)
            ?? throw FindingList.Error(Descriptors.UnknownTrainingField, entry.KeyPlace, name, Nearest.Hint(name, Known));
        var syntax = Values(entry).Read(entry.Node, $"'{name}'");
        var value = new ValueEvaluator(entry.Unit.Vocabulary).Evaluate(syntax, names);
        fields[name] = (Fit(field.Rule, value, syntax, name), entry);
    }

    private ValueReader Values(Sourced entry) => entry.Unit.Readers(findings).Values;

    private static Value Fit(OpParameter rule, Value value, ValueSyntax syntax, string owner)
    {
        if (Conversion.ForOp(rule, value) is { } fitting)
            return fitting;
        string found = syntax.Source.IndexOf('$') >= 0 ? $"{syntax.Source}, which is {ValueText.Describe(value)}" : ValueText.Describe(value);
        string hint = value is Value.Text word && Nearest.Find(word.Content, rule.Choices) is { } nearest ? $"; did you mean '{nearest}'?" : string.Empty;
        throw FindingList.Error(Descriptors.WrongTrainingValue, syntax.Place, owner, Conversion.Expectation(rule), found, hint);
    }

    private void ReadAugmentations(Sourced entry)
    {
        if (entry.Node is not YamlSequence list)
            throw FindingList.Error(Descriptors.WrongForm, entry.Place, "'augment'", "a list, such as [{random_crop: 32, padding: 4}, horizontal_flip]", entry.Node.Describe());
        foreach (var item in list.Items)
            findings.Try(() => augmentations.Add(ReadAugmentation(item, entry)));
    }

    private Augmentation ReadAugmentation(YamlNode node, Sourced section)
    {
        if (node is YamlScalar { IsNull: false } word)
            return Bind(Kind(word, Place.Value(word)), new Dictionary<string, (Value, ValueSyntax)>(), Place.Value(word));
        if (node is not YamlMapping { Entries.Count: > 0 } mapping)
            throw FindingList.Error(Descriptors.WrongForm, Place.Value(node), "an augmentation", "a word, or a mapping such as {random_crop: 32, padding: 4}", node.Describe());
        var head = mapping.Entries.FirstOrDefault(e => AugmentationKind.Find(e.Name) is not null) ?? mapping.Entries[0];
        var kind = Kind(head.Key, Place.Key(head.Key));
        var given = new Dictionary<string, (Value, ValueSyntax)>(StringComparer.Ordinal);
        foreach (var entry in mapping.Entries)
        {
            string name = entry.Name == kind.Name ? kind.Parameters.First(p => p.IsMain).Name : entry.Name;
            if (entry.Name == kind.Name && entry.Value is YamlScalar { IsNull: true })
                continue;
            if (kind.Parameters.All(p => p.Name != name))
                throw FindingList.Error(Descriptors.UnknownArgument, Place.Key(entry.Key), kind.Name, name, Nearest.Hint(name, kind.Parameters.Select(p => p.Name)));
            var syntax = Values(section).Read(entry.Value, $"'{entry.Name}'");
            given[name] = (new ValueEvaluator(section.Unit.Vocabulary).Evaluate(syntax, names), syntax);
        }

        return Bind(kind, given, Place.Key(head.Key));
    }

    private static AugmentationKind Kind(YamlScalar word, Place place) => AugmentationKind.Find(word.Text)
        ?? throw FindingList.Error(Descriptors.UnknownAugmentation, place, word.Text, Nearest.Hint(word.Text, AugmentationKind.All.Select(a => a.Name)));

    private static Augmentation Bind(AugmentationKind kind, IReadOnlyDictionary<string, (Value Value, ValueSyntax Syntax)> given, Place place)
    {
        var arguments = new List<Argument>();
        foreach (var parameter in kind.Parameters)
        {
            if (given.TryGetValue(parameter.Name, out var argument))
                arguments.Add(new Argument(parameter.Name, Fit(parameter, argument.Value, argument.Syntax, kind.Name + ": " + parameter.Name), null));
            else if (parameter.Default is not null)
                arguments.Add(new Argument(parameter.Name, parameter.Default, null));
            else
                throw FindingList.Error(Descriptors.MissingArgument, place, kind.Name, parameter.Name, $", as {{{kind.Name}: …}}");
        }

        return new Augmentation(kind.Name, arguments.ToEquatableArray());
    }

    private void CheckMomentum()
    {
        bool wantsNesterov = fields.TryGetValue(TrainingFields.Nesterov, out var nesterov) && nesterov.Value is Value.Bool { IsTrue: true };
        if (wantsNesterov && fields.TryGetValue(TrainingFields.Momentum, out var momentum) && momentum.Value is Value.Number { Amount: 0 })
            throw FindingList.Error(Descriptors.WrongTrainingValue, momentum.Entry.Place, TrainingFields.Momentum, "a number above 0 with 'nesterov'", "0", string.Empty);
    }

    private void CheckMilestones()
    {
        bool isMultiStep = fields.TryGetValue(TrainingFields.Schedule, out var schedule) && schedule.Value is Value.Text { Content: "multi_step" };
        if (!fields.TryGetValue(TrainingFields.Milestones, out var milestones))
        {
            if (isMultiStep)
                throw FindingList.Error(Descriptors.WrongTrainingValue, schedule.Entry.Place, TrainingFields.Schedule, "'milestones' beside 'multi_step'", "none", string.Empty);
            return;
        }

        double[] epochs = [.. ((Value.List)milestones.Value).Items.Select(i => ((Value.Number)i).Amount)];
        if (epochs.Zip(epochs.Skip(1), (a, b) => a < b).Contains(false))
            throw FindingList.Error(Descriptors.WrongTrainingValue, milestones.Entry.Place, TrainingFields.Milestones, "epochs in rising order", ValueText.Describe(milestones.Value), string.Empty);
    }

    /// <summary>Warns of a field that nothing reads, if it is written beside what decides that. One that a variant inherits is no slip.</summary>
    private void CheckUse(TrainingField field)
    {
        if (field.OnlyWith is not var (decider, @default, words) || !fields.TryGetValue(field.Name, out var own))
            return;
        bool isDecided = fields.TryGetValue(decider, out var decision);
        string word = isDecided ? ((Value.Text)decision.Value).Content : @default;
        bool isBeside = !isDecided || Parent(decision.Entry) == Parent(own.Entry);
        if (!words.Contains(word) && isBeside)
            findings.Add(Descriptors.UselessTrainingField, own.Entry.KeyPlace, field.Name, decider, word, string.Join(" or ", words.Select(w => $"'{w}'")));
    }

    private static string Parent(Sourced entry) => entry.Entry.Key.File + "#" + entry.Entry.Key.Path.Substring(0, entry.Entry.Key.Path.Length - entry.Entry.Name.Length);
}
