using System.Globalization;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Yaml;

namespace ModelGen.Compiler.Diagnostics;

/// <summary>Where in the YAML the layers of a model stand, for messages about them that come long after the build.</summary>
public static class LayerPlaces
{
    /// <summary>
    /// For each layer, by its path in the state dict, the line that defines it: <c>blocks/cifar.yaml(9), used in resnet_cifar.yaml(14)</c>.
    /// </summary>
    /// <param name="graph">The model.</param>
    /// <param name="resolve">Finds a file by its path relative to the project, or gives null: what stands in such a file is left out.</param>
    public static IReadOnlyDictionary<string, string> Of(ModelGraph graph, Func<string, SpecFile?> resolve)
    {
        var map = new SourceMap();
        var files = new HashSet<string>(StringComparer.Ordinal);
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        Walk(graph.Root, string.Empty, (path, origin) =>
        {
            if (Line(Place.Of(origin)) is not { } line)
                return;
            string? call = origin.Calls.Count > 0 ? Line(Place.Of(origin.Calls[0])) : null;
            places[path] = call is null || call == line ? line : line + ", used in " + call;
        });
        return places;

        string? Line(Place place)
        {
            if (files.Add(place.File) && resolve(place.File) is { } file)
                map.Add(file, YamlReader.Read(file.RelativePath, file.Text, new FindingList()));
            return map.Locate(place) is { } span ? place.File + "(" + (span.StartLine + 1).ToString(CultureInfo.InvariantCulture) + ")" : null;
        }
    }

    private static void Walk(Scope scope, string prefix, Action<string, Origin> found)
    {
        foreach (var node in scope.Nodes.Where(n => n.Key is not null))
        {
            if (node is ScopeNode child)
                Walk(child.Scope, prefix + node.Key + ".", found);
            else
                found(prefix + node.Key, node.Origin);
        }
    }
}
