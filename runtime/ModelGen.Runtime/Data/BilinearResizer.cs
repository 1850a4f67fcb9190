namespace ModelGen.Data;

/// <summary>
/// Bilinear resizing as Pillow does it (and torchvision on Pillow's images): a triangle filter that widens with the scale when shrinking,
/// so that every source pixel counts, one direction after the other.
/// </summary>
public static class BilinearResizer
{
    public static DecodedImage Resize(DecodedImage image, int width, int height)
    {
        var across = Pass(image.Rgb, 3, 1, 1, image.Height, image.Width, width, rowStride: image.Width * 3, step: 3,
            outRowStride: width * 3, outStep: 3);
        var down = Pass(across, 3, 1, 1, width, image.Height, height, rowStride: 3, step: width * 3, outRowStride: 3, outStep: width * 3);
        return new DecodedImage(width, height, down);
    }

    /// <summary>The same for an image whose channels lie one after another.</summary>
    internal static byte[] ResizePlanes(byte[] planes, int channels, int fromWidth, int fromHeight, int width, int height)
    {
        var across = Pass(planes, channels, fromHeight * fromWidth, fromHeight * width, fromHeight, fromWidth, width,
            fromWidth, 1, width, 1);
        return Pass(across, channels, fromHeight * width, height * width, width, fromHeight, height, 1, width, 1, width);
    }

    /// <summary>
    /// Resizes each of <paramref name="lines"/> lines from <paramref name="from"/> to <paramref name="to"/> pixels; strides say how far
    /// apart channels, lines and pixels stand.
    /// </summary>
    private static byte[] Pass(
        byte[] source, int channels, int channelStride, int outChannelStride, int lines, int from, int to, int rowStride, int step, int outRowStride, int outStep)
    {
        if (from == to)
            return source;
        var output = new byte[lines * to * channels];
        for (int i = 0; i < to; i++)
        {
            var (first, weights) = Weights(i, from, to);
            for (int line = 0; line < lines; line++)
            {
                for (int c = 0; c < channels; c++)
                {
                    double sum = 0;
                    for (int k = 0; k < weights.Length; k++)
                        sum += weights[k] * source[(line * rowStride) + ((first + k) * step) + (c * channelStride)];
                    output[(line * outRowStride) + (i * outStep) + (c * outChannelStride)] = (byte)Math.Clamp(
                        Math.Floor(sum + 0.5), 0, 255);
                }
            }
        }

        return output;
    }

    /// <summary>The source pixels that make output pixel <paramref name="i"/>, and their shares (which sum to 1).</summary>
    private static (int First, double[] Weights) Weights(int i, int from, int to)
    {
        double scale = (double)from / to;
        double support = Math.Max(scale, 1);
        double centre = (i + 0.5) * scale;
        int first = Math.Max(0, (int)(centre - support + 0.5));
        int end = Math.Min(from, (int)(centre + support + 0.5));
        var weights = new double[end - first];
        for (int k = 0; k < weights.Length; k++)
            weights[k] = Math.Max(0, 1 - Math.Abs((first + k - centre + 0.5) / support));
        double sum = weights.Sum();
        return (first, [.. weights.Select(w => w / sum)]);
    }
}
