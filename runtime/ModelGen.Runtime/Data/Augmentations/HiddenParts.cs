namespace ModelGen.Data;

/// <summary>Rectangles of an image that are hidden: set to zero after normalisation, which is the channels' means.</summary>
internal static class HiddenParts
{
    private const int Attempts = 10;

    /// <summary>The part that a step hides, in pixels; empty where chance hides none.</summary>
    public static (int Top, int Left, int Height, int Width) Draw(Augmentation step, ImageShape shape, ref CounterRandom random) =>
        step switch
    {
        Augmentation.Cutout cutout => Cutout(cutout.Size, shape, ref random),
        Augmentation.RandomErasing erasing when random.NextDouble() < erasing.P => Erasing(erasing, shape, ref random),
        _ => default,
    };

    /// <summary>Writes zeros over a part of an image in a batch.</summary>
    public static void Hide((int Top, int Left, int Height, int Width) part, ImageShape shape, Span<float> image, bool channelsLast)
    {
        for (int y = part.Top; y < part.Top + part.Height; y++)
        {
            int row = (y * shape.Width) + part.Left;
            if (channelsLast)
            {
                image.Slice(row * shape.Channels, part.Width * shape.Channels).Clear();
                continue;
            }

            for (int c = 0; c < shape.Channels; c++)
                image.Slice((c * shape.Plane) + row, part.Width).Clear();
        }
    }

    /// <summary>A square about a random pixel, cut off at the border, as the authors' code does it.</summary>
    private static (int Top, int Left, int Height, int Width) Cutout(int size, ImageShape shape, ref CounterRandom random)
    {
        int y = random.NextInt(shape.Height) - (size / 2);
        int x = random.NextInt(shape.Width) - (size / 2);
        int top = Math.Max(y, 0);
        int left = Math.Max(x, 0);
        return (top, left, Math.Min(y + size, shape.Height) - top, Math.Min(x + size, shape.Width) - left);
    }

    private static (int Top, int Left, int Height, int Width) Erasing(
        Augmentation.RandomErasing erasing, ImageShape shape, ref CounterRandom random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = shape.Plane * (erasing.MinScale + ((erasing.MaxScale - erasing.MinScale) * random.NextDouble()));
            double ratio = Math.Exp(Math.Log(0.3) + (Math.Log(3.3 / 0.3) * random.NextDouble()));
            int height = (int)Math.Round(Math.Sqrt(area * ratio));
            int width = (int)Math.Round(Math.Sqrt(area / ratio));
            if (height < shape.Height && width < shape.Width)
                return (random.NextInt(shape.Height - height + 1), random.NextInt(shape.Width - width + 1), height, width);
        }

        return default;
    }
}
