namespace ModelGen.Data;

/// <summary>An image that augmentation works on: planes of bytes that are used again for the next image.</summary>
internal sealed class ByteImage
{
    private byte[] spare = [];

    public int Channels { get; private set; }

    public int Height { get; private set; }

    public int Width { get; private set; }

    public int Plane => Height * Width;

    /// <summary>Channel after channel, row after row; the array may be longer than the image.</summary>
    public byte[] Pixels { get; private set; } = [];

    public Span<byte> All => Pixels.AsSpan(0, Channels * Plane);

    public Span<byte> Channel(int c) => Pixels.AsSpan(c * Plane, Plane);

    public void Load(ReadOnlySpan<byte> planes, ImageShape shape)
    {
        (Channels, Height, Width) = (shape.Channels, shape.Height, shape.Width);
        if (Pixels.Length < planes.Length)
            Pixels = new byte[planes.Length];
        planes.CopyTo(Pixels);
    }

    /// <summary>Makes a new image of the old one: <paramref name="draw"/> gets a plane of each, the new one black.</summary>
    public void Redraw(int height, int width, DrawPlane draw)
    {
        int plane = height * width;
        if (spare.Length < Channels * plane)
            spare = new byte[Channels * plane];
        spare.AsSpan(0, Channels * plane).Clear();
        for (int c = 0; c < Channels; c++)
            draw(Channel(c), spare.AsSpan(c * plane, plane));
        (Pixels, spare) = (spare, Pixels);
        (Height, Width) = (height, width);
    }

    /// <summary>Takes over another image's pixels.</summary>
    public void Replace(byte[] pixels, int height, int width) => (Pixels, Height, Width) = (pixels, height, width);

    internal delegate void DrawPlane(ReadOnlySpan<byte> source, Span<byte> target);
}
