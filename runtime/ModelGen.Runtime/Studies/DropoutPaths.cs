using ModelGen.Compiler.Graph;
using ModelGen.Export;
using ModelGen.Training;

namespace ModelGen.Studies;

/// <summary>
/// The dropouts of a model by every name that a user may know them by: their paths in the module tree (<c>classifier.0</c>), and their places in
/// the spec: the section (<c>head</c>), section and op (<c>head.dropout</c>), the entry of the dropout section (<c>dropout.branch</c>).
/// </summary>
internal sealed class DropoutPaths
{
    private readonly ModelInfo model;
    private readonly IReadOnlyList<string> modules;
    private readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<string>>> places;

    public DropoutPaths(ModelInfo model)
    {
        this.model = model;
        using (var net = model.Create(null))
            modules = DropoutLayers.Paths(net);
        places = new(() => SpecResources.Find(model) is { } graph ? Places(graph, modules) : new Dictionary<string, IReadOnlyList<string>>());
    }

    /// <summary>Paths in the module tree of the dropouts that a setting is for: the module tree's names count before the spec's.</summary>
    /// <exception cref="UserError">There is none.</exception>
    public IReadOnlyList<string> Find(Setting setting)
    {
        if (Match(setting.Path) is { Count: > 0 } found)
            return found;
        var known = places.Value.Values.SelectMany(names => names.Take(1)).Concat(modules).Distinct().ToList();
        string field = NearestWords.Find(setting.Path, RecipeFields.All.Select(f => f.Name), 1) is [var near] ? $" (nor has a recipe: {near} is the nearest field)" : "";
        throw new UserError($"{setting.Place}: {setting.Path}: {model.Name} has no dropout there{DropoutLayers.Hint(setting.Path, known)}{field}");
    }

    /// <summary>The same; none where the path leads nowhere.</summary>
    public IReadOnlyList<string> Match(string path)
    {
        var pattern = new NamePattern(path);
        List<string> found = [.. modules.Where(pattern.Matches)];
        return found.Count > 0 ? found : [.. modules.Where(m => places.Value.GetValueOrDefault(m) is { } names && names.Any(pattern.Matches))];
    }

    /// <summary>For each dropout, by its path in the module tree, its names in the spec, the shortest first.</summary>
    private static Dictionary<string, IReadOnlyList<string>> Places(ModelGraph graph, IReadOnlyList<string> dropouts)
    {
        var places = new Dictionary<string, IReadOnlyList<string>>();
        var known = dropouts.ToHashSet();
        Walk(graph.Root, "", (path, node) =>
        {
            if (known.Contains(path))
                places[path] = Names(path, node);
        });
        return places;
    }

    private static void Walk(Scope scope, string prefix, Action<string, OpNode> found)
    {
        foreach (var node in scope.Nodes)
        {
            if (node.Key is null)
                continue;
            if (node is ScopeNode child)
                Walk(child.Scope, $"{prefix}{node.Key}.", found);
            else if (node is OpNode op)
                found(prefix + node.Key, op);
        }
    }

    private static string[] Names(string path, OpNode node)
    {
        string origin = WithoutVariant(node.Origin.Calls.Count > 0 ? node.Origin.Calls[0].Path : node.Origin.Path);
        string own = WithoutVariant(node.Origin.Path);
        string section = origin.Split('.', '[')[0];
        // What the dropout section places in the head is a dropout of the head too; `positions` makes such sections.
        string[] sections = own.Split('.', '[') is ["dropout" or "positions", var target, ..] ? [target, $"dropout.{target}"] : [section];
        return [.. sections.Select(s => $"{s}.{node.Op}"), .. sections.Select(s => $"{s}.{path}"), $"{own}.{node.Op}"];
    }

    /// <summary>variants.NAME.head[0] → head[0].</summary>
    private static string WithoutVariant(string path) =>
        path.StartsWith("variants.", StringComparison.Ordinal) && path.Split('.', 3) is [_, _, var rest] ? rest : path;
}
