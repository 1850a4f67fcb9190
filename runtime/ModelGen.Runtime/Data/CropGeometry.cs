namespace ModelGen.Data;

/// <summary>
/// Where each pixel of an augmented image comes from. Crops and flips only move pixels, so any sequence of them is one offset, one
/// direction, and the rectangle of the source that is still visible: the image is copied once, whatever the sequence.
/// </summary>
internal struct CropGeometry
{
    private int offsetY;
    private int offsetX;
    private int directionX;

    public CropGeometry(int height, int width)
    {
        (Height, Width, Bottom, Right, directionX) = (height, width, height, width, 1);
    }

    /// <summary>Of the augmented image.</summary>
    public int Height { get; private set; }

    public int Width { get; private set; }

    // The visible rectangle of the source; the rest is black.
    private int Top { get; set; }

    private int Left { get; set; }

    private int Bottom { get; set; }

    private int Right { get; set; }

    /// <summary>
    /// Pads with <paramref name="padding"/> black pixels all around, then cuts a square whose corner is at (<paramref name="top"/>,
    /// <paramref name="left"/>).
    /// </summary>
    public void Crop(int size, int padding, int top, int left)
    {
        offsetY += top - padding;
        offsetX += directionX * (left - padding);
        (Height, Width) = (size, size);
        HideWhatWasCutOff();
    }

    public void FlipHorizontally()
    {
        offsetX += directionX * (Width - 1);
        directionX = -directionX;
    }

    /// <summary>The source row of a row of the augmented image, or -1 where it is black.</summary>
    public readonly int SourceRow(int y) => y + offsetY >= Top && y + offsetY < Bottom ? y + offsetY : -1;

    /// <summary>
    /// The run of columns [first, end) of the augmented image that show the source; column x shows source column
    /// <c>start + direction·(x − first)</c>.
    /// </summary>
    public readonly (int First, int End, int Start, int Direction) Columns()
    {
        // Solve Left <= offsetX + directionX·x < Right for x in [0, Width).
        int low = directionX > 0 ? Left - offsetX : offsetX - Right + 1;
        int high = directionX > 0 ? Right - offsetX : offsetX - Left + 1;
        int first = Math.Clamp(low, 0, Width);
        int end = Math.Clamp(high, first, Width);
        return (first, end, offsetX + (directionX * first), directionX);
    }

    /// <summary>What a crop cuts off stays black, even where a later crop's padding reaches there again.</summary>
    private void HideWhatWasCutOff()
    {
        Top = Math.Max(Top, offsetY);
        Bottom = Math.Min(Bottom, offsetY + Height);
        Left = Math.Max(Left, directionX > 0 ? offsetX : offsetX - Width + 1);
        Right = Math.Min(Right, directionX > 0 ? offsetX + Width : offsetX + 1);
    }
}
