using System.Globalization;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Spec.Expressions;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

// Names, positions, and the containers: seq and repeat.
internal sealed partial class Elaborator
{
    /// <summary>Elaborates one copy of a repeated item.</summary>
    private delegate Flow Copy(Placement placement, Site site, long index, long count, Bindings names, Flow flow);

    private static Placement Placed(Item item, Site site, Bindings names)
    {
        string? given = item.Options.Name is { } name ? GivenName(name, site, names) : null;
        string? position = site.IsPositional ? site.Scope.NextPosition() : null;
        var place = item.Options.Name?.Place ?? item.Place;
        return new Placement(site.Scope, site.IdOf(item),
            new ChildName(given, given is null ? position : null, item.Options.As?.Text, place), site.OriginOf(item))
        {
            When = site.GuardOf(item.Options.When),
        };
    }

    private static string GivenName(ValueSyntax syntax, Site site, Bindings names)
    {
        string name = site.Values.Evaluate(syntax, names) switch
        {
            Value.Text text => text.Content,
            var value => value.ToString(),
        };
        return Names.IsSegment(name)
            ? name
            : throw FindingList.Error(
                Descriptors.BadName, syntax.Place, $"'{name}'", "a name", "letters, digits, _ and -, not starting with a digit or -");
    }

    private static double AuxFactor(ValueSyntax syntax, Item item, Site site, Bindings names)
    {
        if (site.Scope.Path.Length > 0 || !site.IsPositional)
            throw FindingList.Error(Descriptors.MisplacedKey, syntax.Place, Words.Aux,
                "inside a container or a branch: an auxiliary classifier stands in the model's own list");
        var value = site.Values.Evaluate(syntax, names);
        return value is Value.Number { Amount: > 0 } factor
            ? factor.Amount
            : throw Conversion.Mismatch(
                item.Head.Word, Words.Aux, "a number above 0, the factor of its loss", value, syntax.Source, syntax.Place);
    }

    private Flow Run(Item.Seq item, Site site, Flow flow, Bindings names)
    {
        var placement = Placed(item, site, names);
        return item.Options.Repeat is null
            ? Seq(item, placement, site, site.Names, flow)
            : Repeat(item, Words.Seq, site, names, flow, placement, (copy, inner, _, _, copyNames, value) =>
                Seq(item, copy, inner, copyNames, value));
    }

    private Flow Seq(Item.Seq item, Placement placement, Site site, Bindings names, Flow flow)
    {
        var scope = Container(placement, item, site, Words.Seq, DeclaredProperties.Of(item.Items));
        var inner = Inside(site, scope, names);
        var result = Run(item.Items, inner, flow with { Id = Node.Input });
        return Finish(scope, ScopeKind.Sequence, placement, Words.Seq, item, flow, result);
    }

    private Flow Repeat(Item item, string word, Site site, Bindings names, Flow flow, Placement placement, Copy copy)
    {
        var value = site.Values.Evaluate(item.Options.Repeat!, names);
        if (value is not Value.Number { IsInteger: true, Amount: >= 1 and <= Limits.Repeats } number)
            throw Conversion.Mismatch(item.Head.Word, Words.Repeat, $"an integer from 1 to {Number(Limits.Repeats)}", value,
                item.Options.Repeat!.Source, item.Options.Repeat.Place);
        string containerWord = word + "_stack";
        var scope = Container(placement, item, site, containerWord, []);
        var inner = Inside(site, scope, site.Names);
        var result = flow with { Id = Node.Input };
        for (long i = 0; i < number.Integer; i++)
        {
            budget.Take(item);
            var copyNames = site.Names.With(Words.In, result.Shape.Channels).With(Words.Index, i).With(Words.Count, number.Integer);
            string position = scope.NextPosition();
            var copyPlacement = new Placement(
                scope, placement.Id + "[" + position + "]", new ChildName(null, position, null, item.Place), placement.Origin);
            result = copy(copyPlacement, inner, i, number.Integer, copyNames, result);
        }

        return Finish(scope, ScopeKind.Repeat, placement, word, item, flow, result);
    }

    private ScopeDraft Container(Placement placement, Item item, Site site, string word, ICollection<string> properties)
    {
        if (placement.Name is { Given: null, Position: null })
            throw FindingList.Error(
                Descriptors.NameNeeded, item.Place, item.Options.Repeat is null ? "seq" : "a repeat", InTransparentList);
        string identity = placement.Scope.Identity + "/" + item.Node.Path + site.Iteration
            + (word == Words.Seq ? string.Empty : "/" + word);
        string preferred = CSharpName.Pascal(placement.Name.Property ?? placement.Name.Given ?? word);
        string name = classes.Get(identity, preferred, placement.Scope.Class, properties);
        return new ScopeDraft(identity, name, placement.Scope.PathOf(placement.Key));
    }

    private static Site Inside(Site site, ScopeDraft scope, Bindings names) => site with
    {
        Scope = scope,
        Names = names,
        IsPositional = true,
        Taps = new(StringComparer.Ordinal),
        OuterTaps = site.Taps.Keys.Concat(site.OuterTaps).ToEquatableArray(),
        Guard = null,
        Iteration = string.Empty,
        Depth = site.Depth + 1,
    };

    private Flow Finish(ScopeDraft draft, ScopeKind kind, Placement placement, string word, Item item, Flow input, Flow result)
    {
        var scope = draft.Finish(kind, input.Shape, result, default);
        var node = new ScopeNode
        {
            Id = placement.Id,
            Scope = scope,
            Inputs = new(input.Id),
            InputShapes = new(input.Shape),
            Output = scope.Output,
            When = placement.When,
            Origin = placement.Origin,
        };
        Add(node, word, placement, isChild: true, draft.Size);
        return new Flow(node.Id, scope.Output, Label(word, placement), item.Place);
    }
}
