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

namespace ModelGen.Compiler.Spec.Dropouts;

/// <summary>
/// Reads and evaluates <c>dropout:</c>: an entry is a dropout with a place (<c>at</c>) and, for branches, a filter (<c>in</c>). Rates may
/// differ from residual to residual, by <c>index</c> and <c>count</c>. Placing is a pass's work.
/// </summary>
internal sealed class DropoutReader(Bindings names, int residuals, FindingList findings)
{
    public const string At = "at";
    public const string Branch = "branch";
    public const string Head = "head";

    /// <summary>The keys of an entry that are not its layer's.</summary>
    public static readonly IReadOnlyList<string> Keys = [At, Words.In];

    private static readonly IReadOnlyList<string> Targets = [Branch, Head];

    public EquatableArray<DropoutEntry> Read(IReadOnlyDictionary<string, Sourced> section)
    {
        var entries = new List<DropoutEntry>();
        foreach (var slot in section.Values)
        {
            if (!Targets.Contains(slot.Entry.Name))
            {
                findings.Add(Descriptors.UnknownKey, slot.KeyPlace, "'dropout'", slot.Entry.Name, Nearest.Hint(slot.Entry.Name, Targets));
                continue;
            }

            var target = slot.Entry.Name == Branch ? DropoutTarget.Branch : DropoutTarget.Head;
            IEnumerable<YamlNode> nodes = slot.Node is YamlSequence list ? list.Items : [slot.Node];
            foreach (var node in nodes)
                findings.Try(() => entries.Add(Read(node, slot, target)));
        }

        return entries.ToEquatableArray();
    }

    private DropoutEntry Read(YamlNode node, Sourced slot, DropoutTarget target)
    {
        if (node is not YamlMapping mapping)
            throw FindingList.Error(Descriptors.WrongForm, node is YamlScalar { IsNull: true } ? slot.KeyPlace : Place.Value(node),
                "an entry of 'dropout'", "a dropout and its place, such as {dropout: 0.1, at: guideline}", node.Describe());
        var vocabulary = slot.Unit.Vocabulary;
        var (_, reader, checks) = slot.Unit.Readers(findings);
        var values = new ValueEvaluator(vocabulary);
        var entry = reader.FindHead(mapping, vocabulary.IsHead, Ops.Dropout.All.Select(o => o.Name));
        var head = reader.Head(entry.Key, isKey: true);
        var call = new CallSyntax(head, reader.ReadMain(entry), reader.ReadArguments(mapping, k => k == entry.Name || Keys.Contains(k)));
        checks.Add(call, new ItemOptions(), isLayer: head.Callee is null);
        int before = findings.Errors;
        checks.Run();
        if (findings.Errors > before)
            throw new SpecException(findings.All[findings.All.Count - 1]);
        var (position, at) = ReadPosition(mapping, head, target, reader, values);
        string? filter = mapping.Find(Words.In) is { } within ? ReadFilter(within, target) : null;
        int calls = target == DropoutTarget.Branch ? residuals : 1;
        Op? op = null;
        var arguments = Enumerable.Range(0, calls).Select(i => Bind(call, values, i, calls, ref op)).ToList();
        op ??= Dropout(values.Head(head, Indexed(0, 1)), head);
        return new DropoutEntry(target, position, op.Name, arguments.ToEquatableArray(),
            OriginOf(entry.Key))
        {
            Filter = filter,
            At = new Origin(at.File, at.Path, default),
            In = mapping.Find(Words.In) is { } written ? new Origin(written.File, written.Path, default) : null,
        };
    }

    /// <summary>The head's own place: an entry that a variant merged has keys of several mappings.</summary>
    private static Origin OriginOf(YamlScalar head) =>
        new(head.File, head.Path.Substring(0, head.Path.Length - head.Text.Length - 1), default) { Head = head.Text };

    private Bindings Indexed(int index, int count) => names.With(Words.Index, index).With(Words.Count, count);

    private EquatableArray<Argument> Bind(CallSyntax call, ValueEvaluator values, int index, int count, ref Op? op)
    {
        var scope = Indexed(index, count);
        var layer = values.Head(call.Head, scope);
        op = Dropout(layer, call.Head);
        return OpArguments.Bind(layer.Callee!, op.Parameters,
            values.Arguments(layer.Callee!, layer.Arguments, call.Main, call.Arguments, scope), null, call.Head.Place);
    }

    private static Op Dropout(LayerValue layer, HeadSyntax head) =>
        layer.Callee is Callee.OfOp { Op: var op } && Ops.Dropout.All.Contains(op)
        ? op
        : throw FindingList.Error(Descriptors.NotADropout, head.Place, layer.Word, string.Join(", ", Ops.Dropout.All.Select(o => o.Name)));

    private (DropoutPosition Position, YamlNode At) ReadPosition(
        YamlMapping mapping, HeadSyntax head, DropoutTarget target, ValueReader reader, ValueEvaluator values)
    {
        if (mapping.Find(At) is not { } node)
            throw FindingList.Error(Descriptors.MissingArgument, head.Place, "dropout", At, string.Empty);
        var syntax = reader.Read(node, "'at'");
        var value = values.Evaluate(syntax, names);
        return value is Value.Text text && PositionParser.Parse(text.Content, target) is { } position
            ? (position, node)
            : throw FindingList.Error(Descriptors.DropoutPosition, syntax.Place, ValueText.Describe(value),
                PositionParser.Expectation(target), value is Value.Text word ? PositionParser.Hint(word.Content, target) : string.Empty);
    }

    private static string ReadFilter(YamlNode node, DropoutTarget target)
    {
        if (target == DropoutTarget.Head)
            throw FindingList.Error(
                Descriptors.MisplacedKey, Place.Value(node), Words.In, "in the head, which has no residuals to choose from");
        return node is YamlScalar { IsNull: false } text
            ? text.Text
            : throw FindingList.Error(Descriptors.WrongForm, Place.ValueOrKey(node), "'in'", "a path such as layer3*", node.Describe());
    }
}
