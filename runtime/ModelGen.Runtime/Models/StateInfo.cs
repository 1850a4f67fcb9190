namespace ModelGen;

/// <summary>One tensor of a generated model's state dict, as the compiler planned it.</summary>
/// <param name="Name">Its key: <c>layer1.0.conv1.weight</c>.</param>
/// <param name="Shape">Empty for a scalar.</param>
/// <param name="IsParameter">True for a parameter, false for a buffer.</param>
/// <param name="DType">PyTorch's name: float32, int64.</param>
public sealed record StateInfo(string Name, IReadOnlyList<long> Shape, bool IsParameter, string DType)
{
    /// <summary>Reads lines of <c>key | 16x3x3x3 | parameter or buffer | dtype</c>, with runs as in <see cref="LayerInfo.ParseTable"/>.</summary>
    public static IReadOnlyList<StateInfo> ParseTable(string table) =>
        [.. RunTable.Expand(table).Select(cells => new StateInfo(cells[0], RunTable.Shape(cells[1]), cells[2] == "parameter", cells[3]))];
}
