using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Graph;

/// <summary>
/// A residual as it was written, for passes that look into branches: which nodes of its scope form the branch and the shortcut. Both lists
/// are in order of execution and hold what nested structures put there too.
/// </summary>
public sealed record Residual
{
    /// <summary>Which item of the YAML this is: the id of its join, where it has one.</summary>
    public required string Id { get; init; }

    /// <summary>The value that branch and shortcut start from.</summary>
    public required string Input { get; init; }

    public required EquatableArray<string> Branch { get; init; }

    /// <summary>The value that leaves the branch.</summary>
    public required string BranchResult { get; init; }

    public required EquatableArray<string> Shortcut { get; init; }

    /// <summary>The value that leaves the shortcut: the input itself for an identity, and null where there is no join.</summary>
    public string? ShortcutResult { get; init; }

    /// <summary>
    /// How the two are joined, or null for <c>skip: false</c>, where the branch stands alone and still counts as a residual.
    /// </summary>
    public JoinKind? Join { get; init; }

    public required Origin Origin { get; init; }

    /// <summary>The first of its nodes, or null where it has none at all.</summary>
    public string? First => Branch.Count > 0 ? Branch[0] : Shortcut.Count > 0 ? Shortcut[0] : Join is null ? null : Id;
}

/// <summary>A residual at its place in a model.</summary>
/// <param name="Path">The path of the container it is in: <c>layer1.0</c>; empty for the model itself.</param>
/// <param name="Index">Its number among the model's residuals, from 0.</param>
public sealed record PlacedResidual(string Path, Scope Scope, Residual Residual, int Index)
{
    /// <summary>Every residual of a model, in order of execution, an outer one before those inside it.</summary>
    public static IReadOnlyList<PlacedResidual> Of(Scope root)
    {
        var result = new List<PlacedResidual>();
        Walk(root, string.Empty, result);
        return result;
    }

    private static void Walk(Scope scope, string path, List<PlacedResidual> result)
    {
        int next = 0;
        foreach (var node in scope.Nodes)
        {
            for (; next < scope.Residuals.Count && (scope.Residuals[next].First is not { } first || first == node.Id); next++)
                result.Add(new PlacedResidual(path, scope, scope.Residuals[next], result.Count));
            if (node is ScopeNode child)
                Walk(child.Scope, path.Length == 0 ? child.Key! : path + "." + child.Key, result);
        }

        for (; next < scope.Residuals.Count; next++)
            result.Add(new PlacedResidual(path, scope, scope.Residuals[next], result.Count));
    }
}
