namespace ModelGen.Data;

/// <summary>What moves pixels: crops, mirrors, affine maps with the nearest pixel. What comes from outside is black.</summary>
internal static class MovePixels
{
    public static void Crop(ByteImage image, int size, int padding, int top, int left)
    {
        int width = image.Width;
        int height = image.Height;
        image.Redraw(size, size, (source, target) =>
        {
            for (int y = 0; y < size; y++)
            {
                int row = y + top - padding;
                if (row < 0 || row >= height)
                    continue;
                int first = Math.Clamp(padding - left, 0, size);
                int end = Math.Clamp(width + padding - left, first, size);
                source.Slice((row * width) + first + left - padding, end - first).CopyTo(target[((y * size) + first)..]);
            }
        });
    }

    public static void FlipHorizontally(ByteImage image)
    {
        for (int row = 0; row < image.Channels * image.Height; row++)
            image.Pixels.AsSpan(row * image.Width, image.Width).Reverse();
    }

    /// <summary>Cuts a rectangle and resizes it.</summary>
    public static void ResizedCrop(ByteImage image, int top, int left, int height, int width, int newHeight, int newWidth)
    {
        int sourceWidth = image.Width;
        image.Redraw(height, width, (source, target) =>
        {
            for (int y = 0; y < height; y++)
                source.Slice(((top + y) * sourceWidth) + left, width).CopyTo(target[(y * width)..]);
        });
        image.Replace(BilinearResizer.ResizePlanes(image.Pixels, image.Channels, width, height, newWidth, newHeight), newHeight, newWidth);
    }

    /// <summary>Turns about the image's centre, counter-clockwise for positive degrees.</summary>
    public static void Rotate(ByteImage image, double degrees)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        double cx = image.Width / 2.0;
        double cy = image.Height / 2.0;
        // The inverse map: where in the source each pixel of the target comes from.
        Affine(image, cos, sin, cx - (cos * cx) - (sin * cy), -sin, cos, cy + (sin * cx) - (cos * cy));
    }

    /// <summary>Each row moves to the right by <paramref name="slope"/> times its distance from the top.</summary>
    public static void ShearX(ByteImage image, double slope) => Affine(image, 1, slope, 0, 0, 1, 0);

    public static void ShearY(ByteImage image, double slope) => Affine(image, 1, 0, 0, slope, 1, 0);

    /// <summary>Moves the picture to the right and down.</summary>
    public static void Translate(ByteImage image, int right, int down) => Affine(image, 1, 0, -right, 0, 1, -down);

    /// <summary>
    /// Target pixel (x, y), its centre at +½, shows the source pixel that holds (a·x + b·y + c, d·x + e·y + f): Pillow's
    /// Image.transform(AFFINE, NEAREST).
    /// </summary>
    private static void Affine(ByteImage image, double a, double b, double c, double d, double e, double f)
    {
        int width = image.Width;
        int height = image.Height;
        image.Redraw(height, width, (source, target) =>
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    double u = (a * (x + 0.5)) + (b * (y + 0.5)) + c;
                    double v = (d * (x + 0.5)) + (e * (y + 0.5)) + f;
                    if (u >= 0 && v >= 0 && u < width && v < height)
                        target[(y * width) + x] = source[((int)v * width) + (int)u];
                }
            }
        });
    }
}
