using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Evaluates values as written, under the names of one place.</summary>
/// <param name="vocabulary">The words of the file that the values are written in.</param>
internal sealed class ValueEvaluator(Vocabulary vocabulary)
{
    public Vocabulary Vocabulary => vocabulary;

    /// <exception cref="SpecException">An expression has no value, or a layer's argument does not fit.</exception>
    public Value Evaluate(ValueSyntax syntax, Bindings names) => syntax switch
    {
        ValueSyntax.Literal literal => literal.Value,
        ValueSyntax.Formula formula => formula.Template.Evaluate(names),
        ValueSyntax.List list => new Value.List(list.Items.Select(i => Evaluate(i, names)).ToEquatableArray()),
        ValueSyntax.Table table => new TableValue(
            table.Columns, table.Rows.Select(r => r.Items.Select(i => Evaluate(i, names)).ToEquatableArray()).ToEquatableArray()),
        ValueSyntax.Call call => Call(call.Syntax, names),
        _ => throw new InvalidOperationException("unknown kind of value"),
    };

    /// <summary>A condition, such as that of <c>when</c>.</summary>
    public bool Condition(ValueSyntax syntax, Bindings names, string key, string owner)
    {
        var value = Evaluate(syntax, names);
        return value is Value.Bool flag
            ? flag.IsTrue
            : throw Conversion.Mismatch(owner, key, "true or false", value, syntax.Source, syntax.Place);
    }

    /// <summary>
    /// What a head stands for: the callee with the arguments that a layer value brings along, or <see cref="LayerValue.None"/>.
    /// </summary>
    public LayerValue Head(HeadSyntax head, Bindings names)
    {
        if (head.Callee is not null)
            return new LayerValue(head.Callee, EquatableArray<GivenArgument>.Empty);
        if (head.Template is null)
            return LayerValue.None;
        var value = head.Template.Evaluate(names);
        if (Conversion.AsLayer(value, vocabulary) is { } layer)
            return layer;
        string hint = value is Value.Text word ? Nearest.Hint(word.Content, vocabulary.Heads) : string.Empty;
        throw FindingList.Error(
            Descriptors.NotALayer, head.Place, $"'{head.Word}' is {ValueText.Describe(value)}", "an op, a block or none" + hint);
    }

    /// <summary>The arguments of a call, evaluated; a later one of the same name replaces an earlier one.</summary>
    /// <param name="presets">What the layer value brings along, where the head is one.</param>
    public Dictionary<string, GivenArgument> Arguments(
        Callee callee, EquatableArray<GivenArgument> presets, ValueSyntax? main, IEnumerable<ArgumentSyntax> arguments, Bindings names)
    {
        var given = new Dictionary<string, GivenArgument>(StringComparer.Ordinal);
        foreach (var preset in presets)
            given[preset.Name] = preset;
        if (main is not null)
        {
            string name = callee.Main ?? throw FindingList.Error(Descriptors.NoMainArgument, main.Place, callee.Name, main.Node.Describe());
            given[name] = new GivenArgument(name, Evaluate(main, names), main.Source, main.Place);
        }

        foreach (var argument in arguments)
        {
            if (!callee.Parameters.Contains(argument.Name))
                throw FindingList.Error(Descriptors.UnknownArgument, Place.Key(argument.Key), callee.Name, argument.Name,
                    CallChecks.Hint(callee, argument.Name, isLayer: true));
            given[argument.Name] = new GivenArgument(
                argument.Name, Evaluate(argument.Value, names), argument.Value.Source, argument.Value.Place);
        }

        return given;
    }

    private Value Call(CallSyntax call, Bindings names)
    {
        var head = Head(call.Head, names);
        if (head.Callee is not { } callee)
            return head;
        var given = Arguments(callee, head.Arguments, call.Main, call.Arguments, names);
        return callee switch
        {
            Callee.OfInitializer { Initializer: var initializer } => new Value.Initializer(
                initializer.Name, OpArguments.Bind(callee, initializer.Parameters, given, null, call.Head.Place)),
            Callee.OfOp { Op: var op } => Layer(callee,
                given.Values.Select(g => g with { Value = OpArguments.Convert(callee, op.Parameters.First(p => p.Name == g.Name), g) })),
            Callee.OfBlock { Block: var block } => Layer(callee, given.Values.Select(
                g => g with { Value = BlockArguments.Convert(callee, block.Parameters.First(p => p.Name == g.Name), g, vocabulary) })),
            _ => throw new InvalidOperationException("unknown kind of callee"),
        };
    }

    // The texts of a layer's arguments mean nothing at the place where the layer is put.
    private static LayerValue Layer(Callee callee, IEnumerable<GivenArgument> arguments) =>
        new(callee, arguments.Select(a => a with { Source = null }).ToEquatableArray());
}
