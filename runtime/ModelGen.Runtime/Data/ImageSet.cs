namespace ModelGen.Data;

/// <summary>Labelled images of one shape, all in memory as bytes.</summary>
public sealed class ImageSet
{
    /// <param name="shape">Of every image.</param>
    /// <param name="pixels">Image after image, each channel after channel, row after row.</param>
    /// <param name="labels">Class numbers, one for each image.</param>
    public ImageSet(ImageShape shape, byte[] pixels, int[] labels)
    {
        if ((long)labels.Length * shape.Size != pixels.LongLength)
            throw new ArgumentException($"{labels.Length} images of {shape} need {(long)labels.Length * shape.Size} bytes, found {pixels.LongLength}");
        Shape = shape;
        Pixels = pixels;
        Labels = labels;
    }

    public ImageShape Shape { get; }

    public int Count => Labels.Length;

    public IReadOnlyList<int> AllLabels => Labels;

    internal byte[] Pixels { get; }

    internal int[] Labels { get; }

    /// <summary>The bytes of one image: channels × height × width.</summary>
    public ReadOnlySpan<byte> this[int index] => Pixels.AsSpan(index * Shape.Size, Shape.Size);
}
