namespace ModelGen.Data;

/// <summary>Channels, height and width of an image.</summary>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values in one channel.</summary>
    public int Plane => Height * Width;

    /// <summary>Values in the whole image.</summary>
    public int Size => Channels * Plane;

    public static ImageShape Of(IReadOnlyList<long> shape) => shape.Count == 3
        ? new((int)shape[0], (int)shape[1], (int)shape[2])
        : throw new UserError($"an image has channels, height and width; found a shape of {shape.Count} numbers ({string.Join('×', shape)})");

    public override string ToString() => $"{Channels}×{Height}×{Width}";
}
