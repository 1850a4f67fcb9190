using System.Globalization;
using ModelGen.Compiler.Emit;

namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>Writes a diagram as a Mermaid flowchart, which GitHub and many editors draw.</summary>
internal static class MermaidWriter
{
    public static string Write(Diagram diagram)
    {
        var writer = new IndentedWriter("  ");
        writer.Line("---");
        writer.Line("title: \"" + diagram.Title + ": " + diagram.Subtitle + "\"");
        writer.Line("---");
        writer.Line("flowchart TB");
        using (writer.Indent())
        {
            Graph(writer, diagram.Model, 0);
            for (int i = 0; i < diagram.Blocks.Count; i++)
                Graph(writer, diagram.Blocks[i], i + 1);
            writer.Line("classDef value fill:#eef1f5,stroke:#8a94a3,color:#1f2733");
            writer.Line("classDef layer fill:#dbe9fb,stroke:#3b74c4,color:#1f2733");
            writer.Line("classDef block fill:#e9e1fa,stroke:#7a5bc7,color:#1f2733");
            writer.Line("classDef function fill:#dff3e6,stroke:#3f9c66,color:#1f2733");
            writer.Line("classDef join fill:#fff4d6,stroke:#c79a2b,color:#1f2733");
        }

        return writer.ToString();
    }

    private static void Graph(IndentedWriter writer, DiagramGraph graph, int number)
    {
        string Id(string name) => "g" + Number(number) + "n" + Number(graph.Boxes.ToList().FindIndex(b => b.Name == name));
        writer.Line("subgraph g" + Number(number) + "[\"" + (number == 0 ? "model" : graph.Title) + "\"]");
        using (writer.Indent())
        {
            writer.Line("direction " + (number == 0 ? "LR" : "TB"));
            foreach (var box in graph.Boxes)
            {
                string text = "\"" + string.Join("<br/>", box.Shape is null ? box.Lines : box.Lines.Append(box.Shape)) + "\"";
                string shaped = box.Kind switch
                {
                    DiagramBoxKind.Join => "((" + text + "))",
                    DiagramBoxKind.Value => "([" + text + "])",
                    _ => "[" + text + "]",
                };
                writer.Line(Id(box.Name) + shaped + ":::" + box.Kind.ToString().ToLowerInvariant());
            }

            foreach (var arrow in graph.Arrows)
                writer.Line(Id(arrow.From) + (arrow.IsOptional ? " -.-> " : " --> ") + Id(arrow.To));
        }

        writer.Line("end");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
