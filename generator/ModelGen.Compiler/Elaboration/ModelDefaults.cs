using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Spec.Variants;

namespace ModelGen.Compiler.Elaboration;

/// <summary>
/// The arguments that <c>defaults:</c> sets for a whole model: of ops, those that change no key and no shape; of blocks, their layers.
/// </summary>
internal sealed class ModelDefaults
{
    private readonly Dictionary<Op, Dictionary<string, GivenArgument>> ops = [];
    private readonly Dictionary<Block, Dictionary<string, GivenArgument>> blocks = [];

    public IReadOnlyDictionary<string, GivenArgument>? Of(Op op) => ops.TryGetValue(op, out var arguments) ? arguments : null;

    public IReadOnlyDictionary<string, GivenArgument>? Of(Block block) => blocks.TryGetValue(block, out var arguments) ? arguments : null;

    /// <exception cref="SpecException">A word or an argument is unknown, not allowed here, or does not fit.</exception>
    public static ModelDefaults Evaluate(IEnumerable<SourcedDefault> entries, Bindings names, FindingList findings)
    {
        var defaults = new ModelDefaults();
        foreach (var entry in entries)
            defaults.Add(entry, names, findings);
        return defaults;
    }

    private void Add(SourcedDefault entry, Bindings names, FindingList findings)
    {
        var unit = entry.Argument.Unit;
        var (_, reader, checks) = unit.Readers(findings);
        string name = entry.Argument.Entry.Name;
        var callee = unit.Vocabulary.Find(entry.Word.Text)
            ?? throw FindingList.Error(
                Descriptors.UnknownWord, Place.Key(entry.Word), entry.Word.Text, Nearest.Hint(entry.Word.Text, unit.Vocabulary.Heads));
        if (!callee.Parameters.Contains(name))
            throw FindingList.Error(
                Descriptors.UnknownArgument, entry.Argument.KeyPlace, callee.Name, name, CallChecks.Hint(callee, name, isLayer: true));
        var values = new ValueEvaluator(unit.Vocabulary);
        var syntax = reader.Read(entry.Argument.Node, $"'{name}'");
        checks.Run();
        var given = new GivenArgument(name, values.Evaluate(syntax, names), null, syntax.Place);
        switch (callee)
        {
            case Callee.OfOp { Op: var op }:
                var parameter = op.Parameters.First(p => p.Name == name);
                if (!parameter.CanBeDefaulted)
                    throw NotAllowed(entry, "an argument that changes no key and no shape", op.Parameters.Where(p => p.CanBeDefaulted)
                        .Select(p => p.Name));
                Set(ops, op, given with { Value = OpArguments.Convert(callee, parameter, given) });
                break;
            case Callee.OfBlock { Block: var block }:
                var declaration = block.Parameters.First(p => p.Name == name);
                if (declaration.Type != SpecType.Layer)
                    throw NotAllowed(
                        entry, "a parameter of type layer", block.Parameters.Where(p => p.Type == SpecType.Layer).Select(p => p.Name));
                Set(blocks, block, given with { Value = BlockArguments.Convert(callee, declaration, given, unit.Vocabulary) });
                break;
        }
    }

    private static SpecException NotAllowed(SourcedDefault entry, string rule, IEnumerable<string> allowed) => FindingList.Error(
        Descriptors.DefaultNotAllowed, entry.Argument.KeyPlace, entry.Argument.Entry.Name, entry.Word.Text, rule,
            string.Join(", ", allowed.DefaultIfEmpty("none")));

    private static void Set<T>(Dictionary<T, Dictionary<string, GivenArgument>> all, T callee, GivenArgument argument)
        where T : class
    {
        if (!all.TryGetValue(callee, out var arguments))
            all[callee] = arguments = new Dictionary<string, GivenArgument>(StringComparer.Ordinal);
        arguments[argument.Name] = argument;
    }
}
