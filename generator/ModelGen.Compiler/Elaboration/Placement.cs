using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Elaboration;

/// <summary>Where one call of an item goes: the container, and all that its node has beside what it computes.</summary>
internal sealed record Placement(ScopeDraft Scope, string Id, ChildName Name, Origin Origin)
{
    public string? When { get; init; }

    /// <summary>The key that a message shows; made up where the child has none yet.</summary>
    public string Key => Name.Given ?? Name.Position ?? "?";
}
