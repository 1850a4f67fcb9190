using System.Globalization;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Passes.Dropouts;

/// <summary>
/// Finds the places of a branch. A place is a boundary of its spine: number k is before step k, and the last after all of them.
/// </summary>
/// <param name="spine">The layers of the branch, or of the head.</param>
/// <param name="owner">How a message calls it: <c>the branch of layer1.0</c>.</param>
internal sealed class Slots(Spine spine, string owner)
{
    /// <summary>The kinds of the layers that P1 to P7 count.</summary>
    private static readonly SlotKind[] PreActivationBasic =
        [SlotKind.Norm, SlotKind.Act, SlotKind.Conv, SlotKind.Norm, SlotKind.Act, SlotKind.Conv];

    private IReadOnlyList<SpineStep> Steps => spine.Steps;

    /// <summary>True where no norm comes after the last layer with weights: the place before it then satisfies the guideline.</summary>
    public bool HasGuideline => LastWeights() is var weights and >= 0 && LastNorm() < weights;

    /// <summary>True for norm, activation, convolution, twice.</summary>
    public bool IsPreActivationBasic => Kinds.SequenceEqual(PreActivationBasic);

    private IEnumerable<SlotKind> Kinds => Steps.Where(s => s.Kind is not null || s.HasWeights).Select(s => s.Kind ?? SlotKind.Pool);

    /// <summary>The boundary of a place.</summary>
    /// <exception cref="SpecException">There is none, or dropout cannot go there; the finding names the nearest that can.</exception>
    public int Find(DropoutPosition position, Place at)
    {
        int boundary = position switch
        {
            DropoutPosition.Start => 0,
            DropoutPosition.End => Steps.Count,
            DropoutPosition.Guideline => Guideline(at),
            DropoutPosition.Numbered p => Numbered(p.Number, at),
            DropoutPosition.Beside beside => Beside(beside, at),
            _ => throw new InvalidOperationException("unknown kind of position"),
        };
        return IsOpen(boundary)
            ? boundary
            : throw FindingList.Error(Descriptors.ClosedPlace, at, Text(position), owner, Steps[boundary].Block!.Origin.Head ?? "a block",
                NearestOpen(boundary));
    }

    /// <summary>The place as the spec writes it.</summary>
    public static string Text(DropoutPosition position) => position switch
    {
        DropoutPosition.Start => "start",
        DropoutPosition.End => "end",
        DropoutPosition.Guideline => "guideline",
        DropoutPosition.Numbered p => "P" + p.Number.ToString(CultureInfo.InvariantCulture),
        DropoutPosition.Beside b => (b.IsAfter ? "after " : "before ") + SlotKinds.Word(b.Kind) + " " + Ordinal(b.Ordinal),
        _ => position.ToString(),
    };

    /// <summary>The layers as places count them: <c>norm 1, act 1, conv 1</c>.</summary>
    public string Layers()
    {
        var names = Enumerable.Range(0, Steps.Count).Where(i => Steps[i].Kind is not null).Select(Name).ToList();
        return names.Count == 0 ? "no layer that counts" : string.Join(", ", names);
    }

    private int Guideline(Place at) => HasGuideline
        ? LastWeights()
        : throw FindingList.Error(Descriptors.NoGuideline, at, owner,
            LastWeights() < 0 ? "it has no convolution or linear layer" : Name(LastNorm()) + " follows its last weights, " + Name(LastWeights()));

    private int Numbered(int number, Place at)
    {
        if (!IsPreActivationBasic)
            throw FindingList.Error(Descriptors.NumberedPlace, at, "P" + number.ToString(CultureInfo.InvariantCulture), owner, Layers());
        // P0 and P8 stand outside the branch; whoever places them knows.
        return number switch
        {
            <= 1 => 0,
            >= 7 => Steps.Count,
            _ => Counted().ElementAt(number - 2) + 1,
        };
    }

    private int Beside(DropoutPosition.Beside position, Place at)
    {
        var alike = Enumerable.Range(0, Steps.Count).Where(i => Steps[i].Kind == position.Kind).ToList();
        int ordinal = position.Ordinal ?? alike.Count;
        if (ordinal >= 1 && ordinal <= alike.Count)
            return alike[ordinal - 1] + (position.IsAfter ? 1 : 0);
        string hint = alike.Count > 0
            ? $"; did you mean '{Text(position with { Ordinal = alike.Count })}'?"
            : Steps.Count == 0 ? string.Empty : "; other places are 'start' and 'end'";
        throw FindingList.Error(Descriptors.NoSuchPlace, at, Text(position), owner, Layers(), hint);
    }

    private IEnumerable<int> Counted() => Enumerable.Range(0, Steps.Count).Where(i => Steps[i].Kind is not null);

    /// <summary>False between layers of one called block, whose class is shared with other uses.</summary>
    private bool IsOpen(int boundary) =>
        boundary == 0 || boundary == Steps.Count || Steps[boundary].Block is null || !ReferenceEquals(Steps[boundary - 1].Block, Steps[boundary].Block);

    private string NearestOpen(int boundary)
    {
        int nearest = Enumerable.Range(0, Steps.Count + 1).Where(IsOpen).OrderBy(k => Math.Abs(k - boundary)).ThenByDescending(k => k).First();
        return nearest == 0 ? "start"
            : nearest == Steps.Count ? "end"
            : Steps[nearest - 1].Kind is not null ? "after " + Name(nearest - 1)
            : Steps[nearest].Kind is not null ? "before " + Name(nearest)
            : "end";
    }

    private string Name(int step)
    {
        if (Steps[step].Kind is not { } kind)
            return "the parallel branches";
        int ordinal = Steps.Take(step + 1).Count(s => s.Kind == kind);
        return SlotKinds.Word(kind) + " " + Ordinal(ordinal);
    }

    private int LastWeights() => Last(s => s.HasWeights);

    private int LastNorm() => Last(s => s.HasNorm);

    private int Last(Func<SpineStep, bool> isWanted)
    {
        for (int i = Steps.Count - 1; i >= 0; i--)
        {
            if (isWanted(Steps[i]))
                return i;
        }

        return -1;
    }

    private static string Ordinal(int? ordinal) => ordinal?.ToString(CultureInfo.InvariantCulture) ?? "last";
}
