namespace ModelGen.Checkpoints.Files;

/// <summary>Shapes as people read them.</summary>
internal static class ShapeText
{
    public static string Of(IReadOnlyList<long> shape) => shape.Count == 0 ? "scalar" : string.Join('×', shape);
}
