namespace ModelGen.Data;

/// <summary>Fits a picture of any size to a size without distorting it.</summary>
internal static class CentreCrop
{
    /// <summary>Resizes the picture until it just covers the size, and cuts what stands out on both sides.</summary>
    public static DecodedImage Cover(DecodedImage image, int width, int height)
    {
        double scale = Math.Max((double)width / image.Width, (double)height / image.Height);
        int wide = Math.Max(width, (int)Math.Round(image.Width * scale));
        int high = Math.Max(height, (int)Math.Round(image.Height * scale));
        var resized = (wide, high) == (image.Width, image.Height) ? image : BilinearResizer.Resize(image, wide, high);
        return (wide, high) == (width, height) ? resized : Cut(resized, (wide - width) / 2, (high - height) / 2, width, height);
    }

    private static DecodedImage Cut(DecodedImage image, int left, int top, int width, int height)
    {
        var rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++)
            image.Rgb.AsSpan(3 * (((top + y) * image.Width) + left), 3 * width).CopyTo(rgb.AsSpan(3 * y * width));
        return new DecodedImage(width, height, rgb);
    }
}
