using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Passes;

namespace ModelGen.Compiler.Backends.CSharp.Plan;

/// <summary>
/// Arguments of the model's constructor: where a number of the spec stands as it is, the code says the argument's name instead. Classes inside pass it
/// on as a parameter of their own.
/// </summary>
internal sealed class FreeLiterals
{
    private readonly IReadOnlyList<(FreeValues Values, string Literal)> free;

    public FreeLiterals(ModelGraph graph)
    {
        var classes = FreeValues.Find(graph, FreeValue.Classes);
        var channels = FreeValues.Find(graph, FreeValue.InputChannels);
        free = [.. new[] { (classes, Classes), (channels, InputChannels) }.Where(f => f.Item1.IsFree)];
        Arguments = [.. free.Select(f => f.Literal == Classes
            ? new ModelArgument(Classes, "Number of classes.", graph.Classes)
            : new ModelArgument(InputChannels, "Channels of an image.", graph.Input.Channels))];
    }

    public const string Classes = "classes";
    public const string InputChannels = "inChannels";

    /// <summary>The constructor's arguments, in order.</summary>
    public IReadOnlyList<ModelArgument> Arguments { get; }

    /// <summary>True for a text that only the model's own constructor knows.</summary>
    public static bool Is(string? literal) => literal is Classes or InputChannels;

    /// <summary>The slot, with the argument's name for its value where it has one.</summary>
    public Slot Apply(Slot slot, Node node)
    {
        foreach (var (values, literal) in free)
        {
            if (values.Is(node, slot.Name))
                return slot with { Literal = literal };
        }

        return slot;
    }
}

/// <summary>An argument of the model's constructor, with the spec's number as its default.</summary>
internal sealed record ModelArgument(string Name, string Summary, long Default);
