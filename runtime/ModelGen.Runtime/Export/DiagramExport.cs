using System.Text;
using ModelGen.Compiler.Backends.Diagram;

namespace ModelGen.Export;

/// <summary>Draws generated models.</summary>
public static class DiagramExport
{
    /// <param name="path">Ends in .svg, or in .mmd or .mermaid.</param>
    /// <param name="info">The model.</param>
    /// <returns>The path.</returns>
    /// <exception cref="UserError">The extension names no format, or the file cannot be written.</exception>
    public static string Write(string path, ModelInfo info)
    {
        bool isMermaid = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".svg" => false,
            ".mmd" or ".mermaid" => true,
            var other => throw new UserError($"{path}: '{other}' names no format of diagrams: expected .svg or .mmd (Mermaid)"),
        };
        var graph = SpecResources.Graph(info);
        string text = isMermaid ? DiagramBackend.Mermaid(graph) : DiagramBackend.Svg(graph);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        return path;
    }
}
