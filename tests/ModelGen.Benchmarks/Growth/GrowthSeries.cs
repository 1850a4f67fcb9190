namespace ModelGen.Benchmarks.Growth;

/// <summary>What grows while the rest stays.</summary>
/// <param name="Name">Of what grows.</param>
/// <param name="Unit">Of what the work is proportional to.</param>
/// <param name="Title">What stays.</param>
/// <param name="Points">From small to large.</param>
internal sealed record GrowthSeries(string Name, string Unit, string Title, IReadOnlyList<GrowthPoint> Points)
{
    private const int DepthBatch = 8;
    private const int SideBatch = 8;

    public static IReadOnlyList<GrowthSeries> All { get; } =
    [
        new("depth", "layers", $"CIFAR ResNets, 32×32, batch {DepthBatch}",
            [.. new[] { 20, 32, 44, 56, 110, 1202 }.Select(d => new GrowthPoint($"ResNet{d}", d, $"ResNet{d}", 32, DepthBatch))]),
        new("batch", "images", "ResNet20, 32×32",
            [.. new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512 }.Select(b => new GrowthPoint($"{b}", b, "ResNet20", 32, b))]),
        new("side", "thousand pixels", $"ResNet18, batch {SideBatch}",
            [.. new[] { 32, 64, 96, 128, 160, 192, 224 }.Select(s => new GrowthPoint($"{s}×{s}", s * s / 1e3, "ResNet18", s, SideBatch))]),
    ];
}

/// <param name="Name">In the table.</param>
/// <param name="X">What the work is proportional to.</param>
/// <param name="Network">Its name.</param>
/// <param name="Side">Of the images, in pixels.</param>
/// <param name="Batch">Images of a step.</param>
internal sealed record GrowthPoint(string Name, double X, string Network, int Side, int Batch);

/// <summary>A measured point.</summary>
internal sealed record GrowthRow(string Name, double X, double StepSeconds, double PeakAboveBase, double Planned);

/// <summary>A measured series with the lines through it.</summary>
internal sealed record GrowthFigures(string Name, string Title, string Unit, IReadOnlyList<GrowthRow> Rows, LinearFit Time, LinearFit Memory);
