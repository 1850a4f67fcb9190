using System.Xml.Linq;
using ModelGen.Compiler.Backends.Diagram;
using ModelGen.Generator.Tests.Graphs;
using ModelGen.Generator.Tests.Snapshots;

namespace ModelGen.Export.Tests;

/// <summary>Diagrams: every box lies inside the picture, and none on another.</summary>
public sealed class DiagramTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void Mermaid() => Snapshot.Verify(DiagramBackend.Mermaid(ResNets.ResNet(20)), "mmd");

    [Theory]
    [MemberData(nameof(ZooTests.AllNames), MemberType = typeof(ZooTests))]
    public void BoxesDoNotOverlap(string name)
    {
        var picture = XDocument.Parse(DiagramBackend.Svg(Zoo.Model(name))).Root!;
        double width = (double)picture.Attribute("width")!, height = (double)picture.Attribute("height")!;
        var boxes = picture.Elements(Svg + "rect").Where(r => r.Attribute("class") is { } c && c.Value != "panel").Select(Box).ToList();
        Assert.True(boxes.Count >= 3, "a model has an input, a layer and an output at least");
        Assert.All(boxes, b => Assert.True(
            b.Left >= 0 && b.Top >= 0 && b.Right <= width && b.Bottom <= height, $"{b} is not inside {width}×{height}"));
        for (int i = 0; i < boxes.Count; i++)
        {
            for (int j = i + 1; j < boxes.Count; j++)
                Assert.False(boxes[i].Overlaps(boxes[j]), $"{name}: {boxes[i]} and {boxes[j]} overlap");
        }
    }

    private static Rectangle Box(XElement rect)
    {
        double Of(string attribute) => double.Parse(rect.Attribute(attribute)!.Value, System.Globalization.CultureInfo.InvariantCulture);
        return new Rectangle(Of("x"), Of("y"), Of("x") + Of("width"), Of("y") + Of("height"));
    }

    private sealed record Rectangle(double Left, double Top, double Right, double Bottom)
    {
        public bool Overlaps(Rectangle other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;
    }
}
