using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Blocks;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>
/// Turns items into the nodes of one model: conditions, repetitions and blocks are unfolded, expressions evaluated, shapes inferred. It
/// ends at the first error, since what follows from one is not worth a message.
/// </summary>
/// <param name="budget">Items left for the file.</param>
internal sealed partial class Elaborator(string model, ModelDefaults defaults, ItemBudget budget)
{
    private readonly ClassNames classes = new(model);
    private readonly Dictionary<string, (Scope Scope, long Size)> shared = new(StringComparer.Ordinal);
    private readonly List<AuxiliaryOutput> auxiliary = [];

    /// <summary>The value that leaves the model.</summary>
    public Flow? End { get; private set; }

    /// <summary>Where the head begins: how many of the model's own nodes are the backbone's, and the value that enters the head.</summary>
    public (int Start, string Input) HeadStart { get; private set; }

    /// <summary>The auxiliary classifiers met so far.</summary>
    public IReadOnlyList<AuxiliaryOutput> Auxiliary => auxiliary;

    /// <summary>Elaborates the model's own lists, one after another.</summary>
    /// <exception cref="SpecException">Something is wrong; the finding says what.</exception>
    /// <param name="parameters">The model's parameters, for passes that follow a number through them.</param>
    public Scope Model(
        IEnumerable<(ItemList Items, Vocabulary Vocabulary)> lists, Shape input, Bindings names, EquatableArray<Argument> parameters)
    {
        var scope = new ScopeDraft(model, model, string.Empty);
        var taps = new Dictionary<string, Flow>(StringComparer.Ordinal);
        var flow = new Flow(Node.Input, input, "the model's input", null);
        bool isHead = false;
        foreach (var (items, vocabulary) in lists)
        {
            if (isHead)
                HeadStart = (scope.Count, flow.Id);
            isHead = true;
            flow = Run(items, new Site(scope, new ValueEvaluator(vocabulary), names) { IsPositional = true, Taps = taps }, flow);
        }

        if (HeadStart.Input is null)
            HeadStart = (scope.Count, flow.Id);
        End = flow;
        return scope.Finish(ScopeKind.Model, input, flow, parameters);
    }

    private Flow Run(ItemList list, Site site, Flow flow)
    {
        if (site.Depth > Limits.Depth)
            throw FindingList.Error(Descriptors.TooDeep, Place.Value(list.Node), Number(Limits.Depth));
        foreach (var item in list.Items)
            flow = Run(item, site, flow);
        return flow;
    }

    private Flow Run(Item item, Site site, Flow flow)
    {
        budget.Take(item);
        var names = site.Names.With(Words.In, flow.Shape.Channels);
        if (item.Options.When is { } when && !site.Values.Condition(when, names, Words.When, item.Head.Word))
        {
            if (item.Options is { Name: null, As: null } && item.Head.Template is null)
                site.Scope.Omit(item.Head.Word);
            return flow;
        }

        var next = item switch
        {
            Item.Call call => Run(call, site, flow, names),
            Item.Seq seq => Run(seq, site, flow, names),
            Item.Residual residual => Run(residual, site, flow, names),
            Item.Parallel parallel => Run(parallel, site, flow, names),
            Item.For loop => Run(loop, site, flow, names),
            Item.From from => Run(from, site),
            _ => throw new InvalidOperationException("unknown kind of item"),
        };
        if (item.Options.Tap is { } tap)
            site.Taps[tap.Text] = next;
        if (item.Options.Aux is not { } aux)
            return next;
        auxiliary.Add(new AuxiliaryOutput(next.Id, AuxFactor(aux, item, site, names)));
        return flow;
    }

    private Flow Run(Item.Call item, Site site, Flow flow, Bindings names)
    {
        var head = site.Values.Head(item.Head, names);
        if (head.Callee is not { } callee)
            return flow;
        var placement = Placed(item, site, names);
        return item.Options.Repeat is null
            ? Call(item, head, callee, default, placement, site, names, flow)
            : Repeat(item, callee.Name, site, names, flow, placement, (copy, inner, i, count, copyNames, value) =>
                Call(item, head, callee, Overrides(item.Options, i, count), copy, inner, copyNames, value));
    }

    private static EquatableArray<ArgumentSyntax> Overrides(ItemOptions options, long index, long count)
    {
        IEnumerable<ArgumentSyntax> first = index == 0 ? options.First : [];
        IEnumerable<ArgumentSyntax> last = index == count - 1 ? options.Last : [];
        return first.Concat(last).ToEquatableArray();
    }

    private Flow Call(
        Item.Call item, LayerValue head, Callee callee, EquatableArray<ArgumentSyntax> overrides, Placement placement, Site site,
        Bindings names, Flow flow)
    {
        var given = site.Values.Arguments(callee, head.Arguments, item.Syntax.Main, item.Syntax.Arguments.Concat(overrides), names);
        return callee switch
        {
            Callee.OfOp { Op: var op } => Op(item, op, given, placement, flow),
            Callee.OfBlock { Block: var block } => Block(item, block, given, placement, site, flow),
            _ => throw FindingList.Error(
                Descriptors.NotALayer, item.Place, $"'{item.Head.Word}' is the initializer {callee.Name}", "an op or a block"),
        };
    }

    private Flow Op(Item item, Op op, Dictionary<string, GivenArgument> given, Placement placement, Flow flow)
    {
        bool isBare = op is Scale;
        if (placement.Name.Given is null && (isBare || (op.HasState && placement.Name.Position is null)))
            throw FindingList.Error(
                Descriptors.NameNeeded, item.Place, op.Name, isBare ? "its name is the parameter's key" : InTransparentList);
        var arguments = OpArguments.Bind(new Callee.OfOp(op), op.Parameters, given, defaults.Of(op), item.Place);
        var call = new OpCall(new EquatableArray<Shape>(flow.Shape), arguments);
        string label = op.IsModule || placement.Name.Given is not null ? Label(op.Name, placement) : op.Name;
        if (op.Infer(call) is not { } output)
            throw ShapeErrors.OfOp(label, call, item, given, flow);
        ShapeErrors.CheckSize(label, output, item);
        var node = new OpNode
        {
            Id = placement.Id,
            Op = op.Name,
            Arguments = arguments,
            Inputs = new(flow.Id),
            InputShapes = new(flow.Shape),
            Output = output,
            When = placement.When,
            Origin = placement.Origin,
        };
        Add(node, op.Name, placement, op.IsModule, 1);
        return new Flow(node.Id, output, label, item.Place);
    }

    private Flow Block(Item item, Block block, Dictionary<string, GivenArgument> given, Placement placement, Site site, Flow flow)
    {
        if (placement.Name is { Given: null, Position: null })
            throw FindingList.Error(Descriptors.NameNeeded, item.Place, block.Name, InTransparentList);
        string label = Label(block.Name, placement);
        try
        {
            var arguments = BlockArguments.Bind(block, given, defaults.Of(block), site.Vocabulary, flow.Shape.Channels, item.Place);
            var (scope, size) = Block(block, arguments, placement, site, item, flow);
            var node = new ScopeNode
            {
                Id = placement.Id,
                Scope = scope,
                Inputs = new(flow.Id),
                InputShapes = new(flow.Shape),
                Output = scope.Output,
                When = placement.When,
                Origin = placement.Origin,
            };
            Add(node, block.Name, placement, isChild: true, size);
            return new Flow(node.Id, scope.Output, label, item.Place);
        }
        catch (SpecException e)
        {
            throw new SpecException(e.Finding.CalledFrom(item.Place));
        }
    }

    /// <summary>The scope of a block's use. Uses with the same shape and arguments share one.</summary>
    private (Scope Scope, long Size) Block(Block block, BlockArguments arguments, Placement placement, Site site, Item item, Flow flow)
    {
        string identity = ClassNames.Identity(block, arguments.Layers);
        string key = identity + "|" + flow.Shape + (flow.Shape.IsChannelsLast ? "L|" : "|")
            + string.Join("|", arguments.Parameters.Select(p => p.Name + "=" + p.Value + "/" + p.Source))
            + "|" + Tables(block, given: arguments.Names);
        if (shared.TryGetValue(key, out var known))
            return known;
        if (block.Body is not { } body)
            throw FindingList.Error(Descriptors.NotALayer, item.Place, $"'{block.Name}'", "a block with a body");
        string name = classes.Get(identity, ClassNames.Preferred(block, arguments.Layers), string.Empty, DeclaredProperties.Of(body));
        var scope = new ScopeDraft(identity, name, placement.Scope.PathOf(placement.Key));
        var inner = new Site(scope, new ValueEvaluator(block.Vocabulary), arguments.Names)
        {
            IsPositional = true,
            Taps = new(StringComparer.Ordinal),
            Calls = site.Calls.Append(new CallSite(item.Head.Scalar.File, item.Head.Scalar.Path, item.Head.IsKey)).ToEquatableArray(),
            Depth = site.Depth + 1,
        };
        var result = Run(body, inner, flow with { Id = Node.Input });
        var made = (scope.Finish(ScopeKind.Block, flow.Shape, result, arguments.Parameters), scope.Size);
        shared.Add(key, made);
        return made;
    }

    /// <summary>Tables are no parameters of a class, but what a block does depends on them.</summary>
    private static string Tables(Block block, Bindings given) =>
        string.Join("|", block.Parameters.Select(p => given.Find(p.Name)).OfType<TableValue>().Select(t => t.ToString()));

    private void Add(Node node, string word, Placement placement, bool isChild, long size)
    {
        placement.Scope.Add(node, word, placement.Name, isChild, size);
        if (placement.Scope.Size > Limits.Nodes)
            throw FindingList.Error(Descriptors.TooManyLayers, Place.Of(node.Origin), Number(Limits.Nodes));
    }

    private const string InTransparentList =
        "in a residual, a shortcut or a parallel, whose children belong to the container around it, nothing is called by its position";

    private static string Label(string word, Placement placement) =>
        placement.Name is { Given: null, Position: null } ? word : word + " '" + placement.Scope.PathOf(placement.Key) + "'";

    private static string Number(long number) => number.ToString("N0", System.Globalization.CultureInfo.InvariantCulture);
}
