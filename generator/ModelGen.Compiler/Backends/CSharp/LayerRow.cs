using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Backends.CSharp;

/// <summary>One line of a layer table. In a run, the numbers are those of one of its layers.</summary>
internal sealed record LayerRow(string Path, string Type, Shape Output, long MultiplyAdds)
{
    public EquatableArray<StateEntry> State { get; init; }

    /// <summary>How many layers of the model the line stands for.</summary>
    public long Times { get; init; } = 1;

    /// <summary>Parameters of the layers that the line sums up, where it stands for a container.</summary>
    public long Inner { get; init; }

    public long Parameters => Inner + State.Where(s => s.Kind == StateKind.Parameter).Sum(s => s.Shape.Elements);

    /// <summary>The same row, seen from a container that calls this one by <paramref name="segment"/>.</summary>
    public LayerRow Below(string? segment) => segment is null ? this : this with { Path = Path.Length == 0 ? segment : segment + "." + Path };
}
