using System.Globalization;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>Makes <c>LayerStack</c> constructions of repeats: neighbours that are made alike become one run.</summary>
internal sealed class StackBuilder(Func<IReadOnlyList<Node?>, IReadOnlyList<Construction?>> constructionOf)
{
    private const string AnyModule = "nn.Module<Tensor, Tensor>";

    /// <summary>True for a repeat that is a plain chain of numbered modules; any other container becomes a class of its own.</summary>
    public static bool IsStack(Scope scope)
    {
        if (scope.Kind != ScopeKind.Repeat || scope.Nodes.Count == 0)
            return false;
        string previous = Node.Input;
        for (int i = 0; i < scope.Nodes.Count; i++)
        {
            var node = scope.Nodes[i];
            if (!IsElement(node, scope.Nodes[0]) || node.Inputs.Count != 1 || node.Inputs[0] != previous || node.Key != i.ToString(CultureInfo.InvariantCulture))
                return false;
            previous = node.Id;
        }

        return scope.Result == previous;
    }

    /// <summary>True for a module that is run by <c>call</c>, and whose weights are drawn as the first one's.</summary>
    private static bool IsElement(Node node, Node first) => node switch
    {
        ScopeNode => true,
        OpNode op when CSharpOps.Find(op.Op) is ModuleEmission module => module.IsCalled(op) && Initializers(op).SequenceEqual(Initializers(first as OpNode)),
        _ => false,
    };

    private static IEnumerable<Argument> Initializers(OpNode? op) => op?.Arguments.Where(a => a.Value is Value.Initializer).Select(a => a with { Source = null }) ?? [];

    /// <summary>One construction for each use, null where there is none. Uses are cut into runs at the same places, so that they can be unified.</summary>
    public IReadOnlyList<Construction?> Build(IReadOnlyList<Scope?> uses)
    {
        var elements = uses.Select(u => u is null ? null : Elements(u)).ToList();
        var cuts = new HashSet<int>(elements.Where(e => e is not null).SelectMany(e => Cuts(e!)));
        return [.. elements.Select(e => e is null ? null : Stack(e, cuts))];
    }

    private List<Construction> Elements(Scope stack) =>
        [.. stack.Nodes.Select(n => constructionOf([n])[0] ?? throw new InvalidOperationException(n.Id + " is no module"))];

    /// <summary>Where a run ends and another begins.</summary>
    private static IEnumerable<int> Cuts(List<Construction> elements) =>
        Enumerable.Range(1, elements.Count - 1).Where(i => !AreEqual(elements[i - 1], elements[i]));

    private static StackCall Stack(List<Construction> elements, HashSet<int> cuts)
    {
        var runs = new List<StackRun>();
        int start = 0;
        for (int i = 1; i <= elements.Count; i++)
        {
            if (i < elements.Count && !cuts.Contains(i))
                continue;
            runs.Add(new StackRun(i - start, elements[start]));
            start = i;
        }

        var types = elements.Select(e => e.Type).Distinct().ToList();
        return new StackCall(types.Count == 1 ? types[0] : AnyModule, runs);
    }

    private static bool AreEqual(Construction a, Construction b) =>
        a.Signature == b.Signature && a.Slots.Select(s => s.Literal).SequenceEqual(b.Slots.Select(s => s.Literal));
}
