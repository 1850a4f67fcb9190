using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

// The transparent structures: residual, parallel, for, from.
internal sealed partial class Elaborator
{
    private static readonly IReadOnlyDictionary<string, JoinKind> ResidualJoins = new Dictionary<string, JoinKind>(StringComparer.Ordinal)
    {
        ["add"] = JoinKind.Add,
        ["concat"] = JoinKind.Concat,
    };

    private static readonly IReadOnlyDictionary<string, JoinKind> ParallelJoins = new Dictionary<string, JoinKind>(StringComparer.Ordinal)
    {
        ["concat"] = JoinKind.Concat,
        ["add"] = JoinKind.Add,
        ["mul"] = JoinKind.Multiply,
    };

    private Flow Run(Item.Residual item, Site site, Flow flow, Bindings names)
    {
        bool skips = item.Skip is null || site.Values.Condition(item.Skip, names, Words.Skip, Words.Residual);
        var kind = item.Join is null ? JoinKind.Add : Join(item.Join, ResidualJoins, Words.Residual, site, names);
        int record = site.Scope.ReserveResidual();
        var inner = Branch(site, item.Options.When);
        int start = site.Scope.Count;
        var branch = Run(item.Branch, inner, flow);
        int middle = site.Scope.Count;
        var shortcut = flow;
        if (skips && item.Shortcut is { } items)
            shortcut = Run(items, inner, flow);
        var ids = site.Scope.Ids.Skip(start).ToList();
        string id = site.IdOf(item);
        site.Scope.SetResidual(record, new Residual
        {
            Id = id,
            Input = flow.Id,
            Branch = ids.Take(middle - start).ToEquatableArray(),
            BranchResult = branch.Id,
            Shortcut = ids.Skip(middle - start).ToEquatableArray(),
            ShortcutResult = skips ? shortcut.Id : null,
            Join = skips ? kind : null,
            Origin = site.OriginOf(item),
        });
        if (!skips)
            return branch;
        string? guard = inner.GuardOf(item.Skip);
        return Join(item, id, kind, [("the shortcut", shortcut), ("the branch", branch)], site, guard);
    }

    private Flow Run(Item.Parallel item, Site site, Flow flow, Bindings names)
    {
        var kind = Join(item.Join, ParallelJoins, Words.Parallel, site, names);
        var results = item.Branches
            .Select((branch, i) => ($"branch {i + 1}", Run(branch, Branch(site, item.Options.When), flow)))
            .ToList();
        return results.Count == 1 ? results[0].Item2 : Join(item, site.IdOf(item), kind, results, site, site.GuardOf(item.Options.When));
    }

    private Flow Join(Item item, string id, JoinKind kind, IReadOnlyList<(string Name, Flow Flow)> operands, Site site, string? guard)
    {
        var output = Joins.Shape(kind, [.. operands.Select(o => o.Flow.Shape)]) ?? throw ShapeErrors.OfJoin(item, kind, operands);
        ShapeErrors.CheckSize(item.Head.Word, output, item);
        var node = new JoinNode
        {
            Id = id,
            Kind = kind,
            Inputs = operands.Select(o => o.Flow.Id).ToEquatableArray(),
            InputShapes = operands.Select(o => o.Flow.Shape).ToEquatableArray(),
            Output = output,
            When = guard,
            Origin = site.OriginOf(item),
        };
        site.Scope.Add(node, item.Head.Word, null, isChild: false, 1);
        return new Flow(node.Id, output, item.Head.Word, item.Place);
    }

    private Flow Run(Item.For item, Site site, Flow flow, Bindings names)
    {
        var rows = ForRows.Of(item, site.Values, names);
        for (int i = 0; i < rows.Count; i++)
        {
            var inner = site with
            {
                Names = rows[i].Aggregate(site.Names, (all, cell) => all.With(cell.Name, cell.Value)),
                Iteration = site.Iteration + "(" + i.ToString(CultureInfo.InvariantCulture) + ")",
                Guard = site.GuardOf(item.Options.When),
                Depth = site.Depth + 1,
            };
            budget.Take(item);
            flow = Run(item.Do, inner, flow);
        }

        return flow;
    }

    private static Flow Run(Item.From item, Site site)
    {
        if (site.Taps.TryGetValue(item.Tap.Text, out var flow))
            return flow;
        string hint = site.OuterTaps.Contains(item.Tap.Text)
            ? "; it is set in a container around this one, and a container has one input: move the items into one list"
            : Nearest.Hint(item.Tap.Text, site.Taps.Keys);
        throw FindingList.Error(Descriptors.UnknownTap, Place.Value(item.Tap), item.Tap.Text, hint);
    }

    private static Site Branch(Site site, ValueSyntax? condition) => site with
    {
        IsPositional = false,
        Taps = new(site.Taps, StringComparer.Ordinal),
        Guard = site.GuardOf(condition),
        Depth = site.Depth + 1,
    };

    private static JoinKind Join(ValueSyntax syntax, IReadOnlyDictionary<string, JoinKind> kinds, string owner, Site site, Bindings names)
    {
        var value = site.Values.Evaluate(syntax, names);
        return value is Value.Text word && kinds.TryGetValue(word.Content, out var kind)
            ? kind
            : throw Conversion.Mismatch(
                owner, Words.Join, string.Join(" or ", kinds.Keys.Select(k => $"'{k}'")), value, syntax.Source, syntax.Place, kinds.Keys);
    }
}
