using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>Draws models, collapsed by block, with shapes.</summary>
public static class DiagramBackend
{
    /// <summary>A picture that stands by itself.</summary>
    public static string Svg(ModelGraph graph) => SvgWriter.Write(DiagramBuilder.Build(graph));

    /// <summary>A flowchart for Markdown.</summary>
    public static string Mermaid(ModelGraph graph) => MermaidWriter.Write(DiagramBuilder.Build(graph));
}
