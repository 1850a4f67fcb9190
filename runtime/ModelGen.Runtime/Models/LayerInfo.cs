using System.Globalization;

namespace ModelGen;

/// <summary>One layer of a generated model.</summary>
/// <param name="Name">Its path, as in the state dict: <c>layer1.0.conv1</c>.</param>
/// <param name="Type">The class of the module: <c>Conv2d</c>.</param>
/// <param name="OutputShape">Output for one image, without the batch: 16, 32, 32.</param>
/// <param name="Parameters">Trainable elements.</param>
/// <param name="MultiplyAdds">For one image.</param>
public sealed record LayerInfo(string Name, string Type, IReadOnlyList<long> OutputShape, long Parameters, long MultiplyAdds)
{
    /// <summary>
    /// Reads lines of <c>path | type | 16x32x32 | parameters | multiply-adds</c>. A segment <c>[1-17]</c> stands for a run of equal blocks:
    /// neighbouring lines with the same run are repeated together, once for each number.
    /// </summary>
    public static IReadOnlyList<LayerInfo> ParseTable(string table) =>
        [.. RunTable.Expand(table).Select(cells => new LayerInfo(
            cells[0],
            cells[1],
            RunTable.Shape(cells[2]),
            long.Parse(cells[3], CultureInfo.InvariantCulture),
            long.Parse(cells[4], CultureInfo.InvariantCulture)))];
}
