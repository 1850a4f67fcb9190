using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Spec.Syntax;
using ModelGen.Compiler.Spec.Values;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Errors about shapes: they name producer and consumer, and point at both.</summary>
internal static class ShapeErrors
{
    /// <summary>An op that cannot take what arrives.</summary>
    public static SpecException OfOp(string label, OpCall call, Item item, IReadOnlyDictionary<string, GivenArgument> given, Flow flow)
    {
        var fault = call.Faults.Count > 0 ? call.Faults[0] : new OpFault("does not fit", null);
        var place = fault.Argument is not null && given.TryGetValue(fault.Argument, out var argument) ? argument.Place : item.Place;
        return new SpecException(new Finding(Descriptors.OpShape, place, new(label, fault.Message, flow.Shape.ToString(), flow.Producer))
        {
            Related = Places([flow.Place]),
        });
    }

    /// <summary>Values that do not join.</summary>
    public static SpecException OfJoin(Item item, JoinKind kind, IReadOnlyList<(string Name, Flow Flow)> operands)
    {
        string found = string.Join(", ", operands.Select(o => $"{o.Name} gives {o.Flow.Shape} ({o.Flow.Producer})"));
        string rule = kind switch
        {
            JoinKind.Add => "to be added, shapes must be equal",
            JoinKind.Concat => "to be concatenated, shapes must agree in all but the channels",
            _ => "to be multiplied, shapes must be equal, or one of them C×1×1",
        };
        return new SpecException(
            new Finding(Descriptors.JoinShapes, item.Place, new(found, rule)) { Related = Places(operands.Select(o => o.Flow.Place)) });
    }

    /// <summary>A value that no memory holds is a slip of the pen.</summary>
    public static void CheckSize(string label, Shape shape, Item item)
    {
        double elements = 1;
        foreach (long dimension in shape.Dimensions)
            elements *= Math.Max(1, dimension);
        if (elements > Limits.Elements)
            throw FindingList.Error(Descriptors.ShapeTooLarge, item.Place, label, shape.ToString());
        if (shape.Dimensions.Any(d => d != Shape.Free && d < 1))
            throw FindingList.Error(Descriptors.ShapeTooLarge, item.Place, label, shape + ", which is empty");
    }

    private static EquatableArray<Place> Places(IEnumerable<Place?> places) =>
        places.Where(p => p is not null).Select(p => p!).Distinct().ToEquatableArray();
}
