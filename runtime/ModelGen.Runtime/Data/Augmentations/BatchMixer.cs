namespace ModelGen.Data;

/// <summary>
/// Mixes the images of a batch, each with its left neighbour (the first with the last), in place. What it draws depends on the seed, the
/// epoch and the batch's number.
/// </summary>
/// <param name="kinds">Mixup, cutmix or both, of which each batch gets one.</param>
/// <param name="seed">Of the run.</param>
/// <param name="shape">Of an image.</param>
/// <param name="channelsLast">How images lie in memory.</param>
internal sealed class BatchMixer(IReadOnlyList<Augmentation> kinds, int seed, ImageShape shape, bool channelsLast)
{
    /// <summary>Keeps this stream apart from those of the images.</summary>
    private const long StreamKey = 0x317;

    private readonly float[] first = new float[shape.Size];

    /// <summary>Mixes; returns the share of each image's own label.</summary>
    public double Mix(Span<float> images, int count, int epoch, int batch)
    {
        var random = new CounterRandom(seed, StreamKey, epoch, batch);
        var kind = kinds[random.NextInt(kinds.Count)];
        double own = random.NextBeta(kind is Augmentation.Mixup mixup ? mixup.Alpha : ((Augmentation.Cutmix)kind).Alpha);
        if (count < 2)
            return 1;
        if (kind is Augmentation.Mixup)
        {
            ForEachPair(images, count, (image, neighbour) => Blend(image, neighbour, (float)own));
            return own;
        }

        var part = Rectangle(own, ref random);
        ForEachPair(images, count, (image, neighbour) => Paste(image, neighbour, part));
        return 1 - ((double)part.Height * part.Width / shape.Plane);
    }

    private delegate void MixPair(Span<float> image, ReadOnlySpan<float> neighbour);

    /// <summary>From the last to the first, so that every neighbour is still what it was; the first's neighbour is kept aside.</summary>
    private void ForEachPair(Span<float> images, int count, MixPair mix)
    {
        int size = shape.Size;
        images.Slice((count - 1) * size, size).CopyTo(first);
        for (int i = count - 1; i > 0; i--)
            mix(images.Slice(i * size, size), images.Slice((i - 1) * size, size));
        mix(images[..size], first);
    }

    private static void Blend(Span<float> image, ReadOnlySpan<float> neighbour, float own)
    {
        for (int i = 0; i < image.Length; i++)
            image[i] = (own * image[i]) + ((1 - own) * neighbour[i]);
    }

    private void Paste(Span<float> image, ReadOnlySpan<float> neighbour, (int Top, int Left, int Height, int Width) part)
    {
        for (int y = part.Top; y < part.Top + part.Height; y++)
        {
            int row = (y * shape.Width) + part.Left;
            if (channelsLast)
            {
                neighbour.Slice(row * shape.Channels, part.Width * shape.Channels).CopyTo(image[(row * shape.Channels)..]);
                continue;
            }

            for (int c = 0; c < shape.Channels; c++)
                neighbour.Slice((c * shape.Plane) + row, part.Width).CopyTo(image[((c * shape.Plane) + row)..]);
        }
    }

    /// <summary>About a random centre, with 1 − own of the area unless the border cuts it off (equation 2 of the paper).</summary>
    private (int Top, int Left, int Height, int Width) Rectangle(double own, ref CounterRandom random)
    {
        double half = 0.5 * Math.Sqrt(1 - own);
        int y = random.NextInt(shape.Height);
        int x = random.NextInt(shape.Width);
        int halfHeight = (int)(half * shape.Height);
        int halfWidth = (int)(half * shape.Width);
        int top = Math.Max(y - halfHeight, 0);
        int left = Math.Max(x - halfWidth, 0);
        return (top, left, Math.Min(y + halfHeight, shape.Height) - top, Math.Min(x + halfWidth, shape.Width) - left);
    }
}
