namespace ModelGen.Compiler.Backends.Diagram;

/// <summary>
/// Places the boxes of a small graph in layers from top to bottom, after Sugiyama et al., "Methods for visual understanding of hierarchical
/// system structures" (1981): a layer is the longest way from the input; an arrow over several layers passes through dummies, which keep
/// its way free; the order within a layer follows the neighbours' mean; columns are pulled straight, long arrows most.
/// </summary>
internal sealed class LayeredLayout
{
    private const int Sweeps = 24;
    private readonly List<Cell> cells = [];
    private readonly List<List<Cell>> layers = [];
    private readonly double gap;

    private LayeredLayout(double gap) => this.gap = gap;

    public double Width => cells.Max(c => c.X + (c.Width / 2));

    public double Height => layers.Sum(l => l.Max(c => c.Height)) + (gap * (layers.Count - 1));

    public IEnumerable<Cell> Boxes => cells.Where(c => c.Box is not null);

    /// <summary>The cells that an arrow passes, both ends included.</summary>
    public IReadOnlyDictionary<DiagramArrow, IReadOnlyList<Cell>> Ways { get; private set; } = new Dictionary<DiagramArrow, IReadOnlyList<Cell>>();

    /// <param name="size">Width and height of a box.</param>
    /// <param name="gap">Room between boxes.</param>
    public static LayeredLayout Of(DiagramGraph graph, Func<DiagramBox, (double Width, double Height)> size, double gap)
    {
        var layout = new LayeredLayout(gap);
        layout.AssignLayers(graph, size);
        for (int i = 0; i < Sweeps; i++)
            layout.Order(downwards: i % 2 == 0);
        layout.Spread();
        for (int i = 0; i < Sweeps; i++)
            layout.Straighten(downwards: i % 2 == 0);
        layout.Centre();
        layout.Finish();
        return layout;
    }

    private void AssignLayers(DiagramGraph graph, Func<DiagramBox, (double Width, double Height)> size)
    {
        var found = new Dictionary<string, Cell>(StringComparer.Ordinal);
        foreach (var box in graph.Boxes)
        {
            int layer = graph.Arrows.Where(a => a.To == box.Name).Select(a => found[a.From].Layer + 1).DefaultIfEmpty(0).Max();
            var (width, height) = size(box);
            found[box.Name] = Add(new Cell { Box = box, Layer = layer, Width = width, Height = height });
        }

        Ways = graph.Arrows.ToDictionary(a => a, a => Connect(found[a.From], found[a.To]));
    }

    private IReadOnlyList<Cell> Connect(Cell from, Cell to)
    {
        var way = new List<Cell> { from };
        for (int layer = from.Layer + 1; layer < to.Layer; layer++)
            way.Add(Add(new Cell { Layer = layer, Width = gap / 2 }));
        way.Add(to);
        for (int i = 1; i < way.Count; i++)
        {
            way[i - 1].Below.Add(way[i]);
            way[i].Above.Add(way[i - 1]);
        }

        return way;
    }

    private Cell Add(Cell cell)
    {
        while (layers.Count <= cell.Layer)
            layers.Add([]);
        cell.Index = layers[cell.Layer].Count;
        layers[cell.Layer].Add(cell);
        cells.Add(cell);
        return cell;
    }

    private void Order(bool downwards)
    {
        foreach (var layer in downwards ? layers : Enumerable.Reverse(layers))
        {
            var wanted = layer.ToDictionary(c => c, c =>
            {
                var neighbours = downwards ? c.Above : c.Below;
                return neighbours.Count == 0 ? c.Index : neighbours.Average(n => n.Index);
            });
            layer.Sort((a, b) => wanted[a] != wanted[b] ? wanted[a].CompareTo(wanted[b]) : a.Index.CompareTo(b.Index));
            for (int i = 0; i < layer.Count; i++)
                layer[i].Index = i;
        }
    }

    private void Spread()
    {
        foreach (var layer in layers)
        {
            double x = 0;
            foreach (var cell in layer)
            {
                cell.X = x + (cell.Width / 2);
                x += cell.Width + gap;
            }
        }
    }

    /// <summary>Moves each cell to its heaviest neighbours, the heaviest cells first, as far as the order leaves room.</summary>
    private void Straighten(bool downwards)
    {
        foreach (var layer in downwards ? layers : Enumerable.Reverse(layers))
        {
            var fixedCells = new HashSet<Cell>();
            foreach (var cell in layer.OrderByDescending(c => c.Neighbours.Sum(n => Weight(c, n))).ToList())
            {
                if (cell.Neighbours.Any())
                {
                    var leaders = Heaviest(cell, [.. cell.Neighbours]);
                    var ahead = leaders.Where(n => n.Layer < cell.Layer == downwards).ToList();
                    Move(layer, cell, (ahead.Count > 0 ? ahead : leaders).Average(n => n.X), fixedCells);
                }

                fixedCells.Add(cell);
            }
        }
    }

    /// <summary>
    /// Moves what joins branches, and all that hangs below it, to the branches' middle; then the input to the middle of what reads it.
    /// </summary>
    private void Centre()
    {
        foreach (var layer in layers)
        {
            foreach (var cell in layer.Where(c => c.Above.Count > 1 || (c.Above.Count == 1 && c.Above[0].Below.Count == 1)))
                Move(layer, cell, Heaviest(cell, cell.Above).Average(n => n.X), []);
        }

        foreach (var cell in layers[0].Where(c => c.Below.Count > 0))
            Move(layers[0], cell, Heaviest(cell, cell.Below).Average(n => n.X), []);
    }

    private static List<Cell> Heaviest(Cell cell, List<Cell> neighbours)
    {
        double heaviest = neighbours.Max(n => Weight(cell, n));
        return [.. neighbours.Where(n => Weight(cell, n) == heaviest)];
    }

    private void Move(List<Cell> layer, Cell cell, double x, HashSet<Cell> fixedCells)
    {
        int step = x < cell.X ? -1 : 1;
        cell.X = x;
        var edge = cell;
        for (int i = cell.Index + step; i >= 0 && i < layer.Count; i += step)
        {
            double nearest = edge.X + (step * (((edge.Width + layer[i].Width) / 2) + gap));
            if (step < 0 ? layer[i].X <= nearest : layer[i].X >= nearest)
                return;
            if (fixedCells.Contains(layer[i]))
            {
                // No room: the cell and those it pushed go back as far as needed.
                double back = nearest - layer[i].X;
                for (int k = i - step; ; k -= step)
                {
                    layer[k].X -= back;
                    if (k == cell.Index)
                        return;
                }
            }

            layer[i].X = nearest;
            edge = layer[i];
        }
    }

    /// <summary>
    /// Long arrows are kept straightest, then boxes that follow one another; where ways part or meet, nothing is pulled hard.
    /// </summary>
    private static double Weight(Cell a, Cell b)
    {
        var (from, to) = a.Layer < b.Layer ? (a, b) : (b, a);
        double kind = (a.Box is null, b.Box is null) switch
        {
            (true, true) => 8,
            (false, false) => 4,
            _ => 1,
        };
        return kind / Math.Max(from.Below.Count, to.Above.Count);
    }

    private void Finish()
    {
        double left = cells.Min(c => c.X - (c.Width / 2));
        double y = 0;
        foreach (var layer in layers)
        {
            double height = layer.Max(c => c.Height);
            foreach (var cell in layer)
            {
                cell.X -= left;
                cell.Y = y + (height / 2);
                cell.LayerHeight = height;
            }

            y += height + gap;
        }
    }

    /// <summary>A box, or a dummy on an arrow's way. X and Y are those of its centre.</summary>
    internal sealed class Cell
    {
        public DiagramBox? Box { get; init; }

        public required int Layer { get; init; }

        public int Index { get; set; }

        public double Width { get; init; }

        public double Height { get; init; }

        /// <summary>Of the highest box of its layer.</summary>
        public double LayerHeight { get; set; }

        public double X { get; set; }

        public double Y { get; set; }

        public List<Cell> Above { get; } = [];

        public List<Cell> Below { get; } = [];

        public IEnumerable<Cell> Neighbours => Above.Concat(Below);
    }
}
