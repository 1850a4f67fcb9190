using System.Globalization;
using System.Text;

namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>Draws a diagram as SVG: the model from left to right, in rows, and the blocks' insides below, from top to bottom.</summary>
internal sealed class SvgWriter
{
    private const double Widest = 1120;
    private const double Margin = 28;
    private const double LineHeight = 16;
    private const double Gap = 30;
    private const double JoinRadius = 13;
    private const int MostLying = 2;

    private readonly StringBuilder body = new();

    public static string Write(Diagram diagram)
    {
        var writer = new SvgWriter();
        writer.Text(Margin, Margin + 14, diagram.Title, "title", "start");
        writer.Text(Margin, Margin + 34, diagram.Subtitle, "subtitle", "start");
        var (width, y) = writer.Model(diagram.Model, Margin + 62);
        var (blocksWidth, end) = writer.Blocks(diagram.Blocks, y + 34);
        return writer.Document(Math.Max(Math.Max(width, blocksWidth) + Margin, 420), end + Margin);
    }

    // ---- the model's chain ----

    private (double Width, double Bottom) Model(DiagramGraph graph, double top)
    {
        if (!IsChain(graph))
            return Panel(graph, Margin, top);
        double y = top, width = 0, boxHeight = graph.Boxes.Max(b => SizeOf(b).Height);
        (double X, double Y)? previous = null;
        foreach (var row in Rows(graph.Boxes))
        {
            double x = Margin, middle = y + (boxHeight / 2);
            foreach (var box in row)
            {
                var (w, h) = SizeOf(box);
                if (previous is { } from)
                {
                    Path(x > Margin
                        ? FormattableString.Invariant($"M{from.X:0.#} {from.Y:0.#} H{x - 4:0.#}")
                        : FormattableString.Invariant($"M{from.X:0.#} {from.Y:0.#} h10 V{y - (Gap / 2):0.#} H{x - 14:0.#} V{middle:0.#} h10"), isOptional: false);
                }

                Box(box, x + (w / 2), middle, w, h);
                if (box.Shape is { } shape)
                    Text(x + (w / 2), middle + (h / 2) + 15, shape, "shape", "middle");
                previous = (x + w, middle);
                x += w + Gap;
            }

            width = Math.Max(width, x - Gap + 10);
            y += boxHeight + LineHeight + 4 + Gap;
        }

        return (width, y - Gap);
    }

    /// <summary>As few rows as fit, and as even.</summary>
    private static List<List<DiagramBox>> Rows(IReadOnlyList<DiagramBox> boxes)
    {
        int fewest = Rows(boxes, Widest).Count;
        double limit = boxes.Sum(b => SizeOf(b).Width + Gap) / fewest;
        while (limit < Widest && Rows(boxes, limit).Count > fewest)
            limit += 8;
        return Rows(boxes, Math.Min(limit, Widest));
    }

    private static List<List<DiagramBox>> Rows(IReadOnlyList<DiagramBox> boxes, double limit)
    {
        var rows = new List<List<DiagramBox>>();
        double x = 0;
        foreach (var box in boxes)
        {
            double width = SizeOf(box).Width;
            if (rows.Count == 0 || x + width > limit)
            {
                rows.Add([]);
                x = 0;
            }

            rows[rows.Count - 1].Add(box);
            x += width + Gap;
        }

        return rows;
    }

    private static bool IsChain(DiagramGraph graph) => graph.Arrows.Count == graph.Boxes.Count - 1
        && graph.Arrows.Select((a, i) => a.From == graph.Boxes[i].Name && a.To == graph.Boxes[i + 1].Name).All(follows => follows);

    // ---- the blocks' insides ----

    /// <summary>A block or two lie under the model's chain in its direction; more stand side by side.</summary>
    private (double Width, double Bottom) Blocks(IReadOnlyList<DiagramGraph> blocks, double top)
    {
        const double Between = 20;
        double x = Margin, y = top, width = 0, bottom = top - 34;
        foreach (var block in blocks)
        {
            var layout = Layout(block, isLying: blocks.Count <= MostLying);
            double w = Math.Max(layout.Width + 36, WidthOf(block.Title, 13, isBold: true) + 40);
            double h = layout.Height + 62;
            if (x > Margin && (x + w > Widest || layout.IsLying))
            {
                x = Margin;
                y = bottom + Between;
            }

            body.Append(FormattableString.Invariant(
                $"<rect class=\"panel\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{w:0.#}\" height=\"{h:0.#}\" rx=\"10\"/>\n"));
            Text(x + 16, y + 24, block.Title, "name", "start");
            Graph(layout, x + ((w - layout.Width) / 2), y + 42);
            width = Math.Max(width, x + w);
            bottom = Math.Max(bottom, y + h);
            x += w + Between;
        }

        if (!blocks.Any(b => b.Boxes.Any(box => box.IsOptional)))
            return (width, bottom);
        Text(Margin, bottom + 22, "Dashed: in some uses of the block.", "subtitle", "start");
        return (width, bottom + 22);
    }

    private static Placed Layout(DiagramGraph graph, bool isLying)
    {
        var standing = LayeredLayout.Of(graph, SizeOf, Gap - 6);
        if (!isLying)
            return new Placed(standing, false);
        var lying = LayeredLayout.Of(graph, b => (SizeOf(b).Height, SizeOf(b).Width), Gap - 6);
        return lying.Height <= Widest - 64 ? new Placed(lying, true) : new Placed(standing, false);
    }

    private (double Width, double Bottom) Panel(DiagramGraph graph, double x, double y)
    {
        var layout = Layout(graph, isLying: true);
        Graph(layout, x, y);
        return (x + layout.Width, y + layout.Height);
    }

    private void Graph(Placed layout, double left, double top)
    {
        foreach (var way in layout.Layout.Ways)
            Way(way.Value, layout.IsLying, way.Key.IsOptional, left, top);
        foreach (var cell in layout.Layout.Boxes)
        {
            var (w, h) = SizeOf(cell.Box!);
            Box(cell.Box!, left + (layout.IsLying ? cell.Y : cell.X), top + (layout.IsLying ? cell.X : cell.Y), w, h);
        }
    }

    /// <summary>A curve from the end of the first box to the beginning of the last, straight where it passes the layers between.</summary>
    private void Way(IReadOnlyList<LayeredLayout.Cell> way, bool isLying, bool isOptional, double left, double top)
    {
        string Point(double across, double along) =>
            isLying ? FormattableString.Invariant($"{left + along:0.#} {top + across:0.#}") : FormattableString.Invariant(
                $"{left + across:0.#} {top + along:0.#}");

        double x = way[0].X, y = way[0].Y + (way[0].Height / 2);
        var path = new StringBuilder("M" + Point(x, y));
        for (int i = 1; i < way.Count; i++)
        {
            var cell = way[i];
            bool isLast = i == way.Count - 1;
            double half = isLast ? (cell.Height / 2) + 4 : cell.LayerHeight / 2;
            double toY = cell.Y - half;
            double bend = (toY - y) / 2;
            path.Append(" C" + Point(x, y + bend) + " " + Point(cell.X, toY - bend) + " " + Point(cell.X, toY));
            (x, y) = (cell.X, isLast ? toY : cell.Y + half);
            if (!isLast)
                path.Append(" L" + Point(x, y));
        }

        Path(path.ToString(), isOptional);
    }

    // ---- shapes ----

    private void Box(DiagramBox box, double x, double y, double width, double height)
    {
        string css = box.Kind.ToString().ToLowerInvariant() + (box.IsOptional ? " optional" : "");
        double radius = box.Kind is DiagramBoxKind.Value or DiagramBoxKind.Join ? height / 2 : 7;
        body.Append(FormattableString.Invariant(
            $"<rect class=\"{css}\" x=\"{x - (width / 2):0.#}\" y=\"{y - (height / 2):0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" rx=\"{radius:0.#}\"/>\n"));
        double line = y - ((box.Lines.Count - 1) * LineHeight / 2) + 4.5;
        for (int i = 0; i < box.Lines.Count; i++, line += LineHeight)
            Text(x, line, box.Lines[i], i == 0 && IsNamed(box) ? "name" : "detail", "middle");
    }

    private static bool IsNamed(DiagramBox box) => box.Kind is DiagramBoxKind.Block or DiagramBoxKind.Layer or DiagramBoxKind.Join;

    private static (double Width, double Height) SizeOf(DiagramBox box)
    {
        if (box.Kind == DiagramBoxKind.Join && box.Lines[0].Length == 1)
            return (JoinRadius * 2, JoinRadius * 2);
        double width = box.Lines.Select((l, i) => i == 0 && IsNamed(box) ? WidthOf(l, 13, isBold: true) : WidthOf(l, 11.5, isBold: false))
            .Max();
        if (box.Shape is { } shape)
            width = Math.Max(width, WidthOf(shape, 11, isBold: false) - 20);
        return (width + 24, (box.Lines.Count * LineHeight) + 12);
    }

    private void Path(string path, bool isOptional) =>
        body.Append("<path class=\"arrow").Append(isOptional ? " optional" : "").Append("\" d=\"").Append(path).Append("\"/>\n");

    private void Text(double x, double y, string text, string css, string anchor)
    {
        string escaped = text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
        body.Append(FormattableString.Invariant($"<text class=\"{css}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">"))
            .Append(escaped).Append("</text>\n");
    }

    /// <summary>About the width of a text in Helvetica or Arial, with room for the wider fonts that stand in for them.</summary>
    private static double WidthOf(string text, double size, bool isBold) => text.Sum(c => c switch
    {
        'i' or 'j' or 'l' or '.' or ',' or '\'' or '|' or ':' => 0.26,
        'f' or 't' or 'r' or ' ' or '(' or ')' or '/' or '·' => 0.32,
        'm' or 'w' or 'M' or 'W' => 0.86,
        >= 'A' and <= 'Z' => 0.68,
        _ => 0.56,
    }) * size * (isBold ? 1.2 : 1.1);

    /// <summary>A layout from top to bottom, or, lying, from left to right.</summary>
    private sealed record Placed(LayeredLayout Layout, bool IsLying)
    {
        public double Width => IsLying ? Layout.Height : Layout.Width;

        public double Height => IsLying ? Layout.Width : Layout.Height;
    }

    private string Document(double width, double height)
    {
        string size = string.Format(CultureInfo.InvariantCulture, "{0:0} {1:0}", width, height);
        string[] sides = size.Split(' ');
        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{{sides[0]}}" height="{{sides[1]}}" viewBox="0 0 {{size}}" font-family="Helvetica, Arial, 'Liberation Sans', sans-serif">
            <style>
            .title { font-size: 19px; font-weight: bold; fill: #1f2733; } .subtitle { font-size: 12px; fill: #5b6675; }
            .name { font-size: 13px; font-weight: bold; fill: #1f2733; } .detail { font-size: 11.5px; fill: #303a47; } .shape { font-size: 11px; fill: #5b6675; }
            rect { stroke-width: 1.2; } .value { fill: #eef1f5; stroke: #8a94a3; } .layer { fill: #dbe9fb; stroke: #3b74c4; } .block { fill: #e9e1fa; stroke: #7a5bc7; }
            .function { fill: #dff3e6; stroke: #3f9c66; } .join { fill: #fff4d6; stroke: #c79a2b; } .panel { fill: #fafbfc; stroke: #d6dbe2; }
            .arrow { fill: none; stroke: #5b6675; stroke-width: 1.4; marker-end: url(#head); } .optional { stroke-dasharray: 4 3; }
            </style>
            <defs><marker id="head" viewBox="0 0 8 8" refX="5" refY="4" markerWidth="6.5" markerHeight="6.5" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#5b6675"/></marker></defs>
            <rect width="{{sides[0]}}" height="{{sides[1]}}" rx="12" fill="#ffffff"/>

            """ + body + "</svg>\n";
    }
}
