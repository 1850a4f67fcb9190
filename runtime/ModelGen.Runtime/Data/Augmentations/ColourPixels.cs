namespace ModelGen.Data;

/// <summary>What changes values and leaves pixels where they are, with the arithmetic of torchvision's functions on byte tensors.</summary>
internal static class ColourPixels
{
    public static void Brightness(ByteImage image, double factor)
    {
        float own = (float)factor;
        Map(image.All, v => Clamp(own * v));
    }

    /// <summary>Towards (factor below 1) or away from the mean of the grey image.</summary>
    public static void Contrast(ByteImage image, double factor)
    {
        double sum = 0;
        for (int i = 0; i < image.Plane; i++)
            sum += Grey(image, i);
        var (own, other) = ((float)factor, (float)(1 - factor) * (float)(sum / image.Plane));
        Map(image.All, v => Clamp((own * v) + other));
    }

    /// <summary>Towards (factor below 1) or away from grey.</summary>
    public static void Saturation(ByteImage image, double factor)
    {
        if (image.Channels != 3)
            return;
        var (own, other) = ((float)factor, (float)(1 - factor));
        for (int i = 0; i < image.Plane; i++)
        {
            float grey = other * Grey(image, i);
            for (int at = i; at < 3 * image.Plane; at += image.Plane)
                image.Pixels[at] = Clamp((own * image.Pixels[at]) + grey);
        }
    }

    /// <summary>Towards (factor below 1) or away from the image smoothed by [1 1 1; 1 5 1; 1 1 1]/13; the border stays.</summary>
    public static void Sharpness(ByteImage image, double factor)
    {
        if (image.Height <= 2 || image.Width <= 2)
            return;
        var (own, other) = ((float)factor, (float)(1 - factor));
        int width = image.Width;
        int height = image.Height;
        image.Redraw(height, width, (source, target) =>
        {
            source.CopyTo(target);
            for (int y = 1; y < height - 1; y++)
            {
                for (int x = 1; x < width - 1; x++)
                {
                    int at = (y * width) + x;
                    int sum = (4 * source[at]) + Three(source, at - width) + Three(source, at) + Three(source, at + width);
                    target[at] = Clamp((own * source[at]) + (other * (float)Math.Round(sum / 13.0)));
                }
            }
        });

        static int Three(ReadOnlySpan<byte> row, int at) => row[at - 1] + row[at] + row[at + 1];
    }

    /// <summary>Turns the hue by a share of the circle, between −½ and ½, through HSV.</summary>
    public static void Hue(ByteImage image, double turn)
    {
        if (image.Channels != 3)
            return;
        var r = image.Channel(0);
        var g = image.Channel(1);
        var b = image.Channel(2);
        for (int i = 0; i < image.Plane; i++)
            (r[i], g[i], b[i]) = TurnHue(r[i] / 255f, g[i] / 255f, b[i] / 255f, (float)turn);
    }

    /// <summary>Keeps the highest bits of each value.</summary>
    public static void Posterize(ByteImage image, int bits)
    {
        int mask = -(1 << (8 - bits));
        Map(image.All, v => (byte)(v & mask));
    }

    /// <summary>Inverts what is as bright as the threshold or brighter.</summary>
    public static void Solarize(ByteImage image, double threshold) => Map(image.All, v => v >= threshold ? (byte)(255 - v) : v);

    /// <summary>Stretches each channel to the whole range.</summary>
    public static void AutoContrast(ByteImage image)
    {
        for (int c = 0; c < image.Channels; c++)
        {
            var plane = image.Channel(c);
            var (low, high) = (byte.MaxValue, byte.MinValue);
            foreach (byte v in plane)
                (low, high) = (Math.Min(low, v), Math.Max(high, v));
            if (low == high)
                continue;
            float scale = 255f / (high - low);
            Map(plane, v => (byte)Math.Clamp((v - low) * scale, 0, 255));
        }
    }

    /// <summary>Spreads each channel's values evenly.</summary>
    public static void Equalize(ByteImage image)
    {
        Span<int> histogram = stackalloc int[256];
        for (int c = 0; c < image.Channels; c++)
        {
            var plane = image.Channel(c);
            histogram.Clear();
            foreach (byte v in plane)
                histogram[v]++;
            int step = (plane.Length - histogram[histogram.LastIndexOfAnyExcept(0)]) / 255;
            if (step == 0)
                continue;
            var table = new byte[256];
            int below = 0;
            for (int v = 0; v < 256; v++)
            {
                table[v] = (byte)Math.Min((v == 0 ? 0 : below + (step / 2)) / step, 255);
                below += histogram[v];
            }

            Map(plane, v => table[v]);
        }
    }

    private static (byte R, byte G, byte B) TurnHue(float r, float g, float b, float turn)
    {
        float high = Math.Max(r, Math.Max(g, b));
        float low = Math.Min(r, Math.Min(g, b));
        float range = high - low;
        float saturation = range == 0 ? 0 : range / high;
        float h = range == 0 ? 0
            : high == r ? ((high - b) - (high - g)) / range
            : high == g ? 2 + (((high - r) - (high - b)) / range)
            : 4 + (((high - g) - (high - r)) / range);
        h = (h / 6 + 1) % 1 + turn;
        h -= MathF.Floor(h);
        float sector = MathF.Floor(h * 6);
        float f = (h * 6) - sector;
        float p = high * (1 - saturation);
        float q = high * (1 - (saturation * f));
        float t = high * (1 - (saturation * (1 - f)));
        var (red, green, blue) = ((int)sector % 6) switch
        {
            0 => (high, t, p),
            1 => (q, high, p),
            2 => (p, high, t),
            3 => (p, q, high),
            4 => (t, p, high),
            _ => (high, p, q),
        };
        return ((byte)(red * 255), (byte)(green * 255), (byte)(blue * 255));
    }

    /// <summary>Of pixel i: ITU-R BT.601's luma, cut to a byte.</summary>
    private static int Grey(ByteImage image, int i) => image.Channels == 3
        ? (int)((0.2989f * image.Pixels[i]) + (0.587f * image.Pixels[image.Plane + i]) + (0.114f * image.Pixels[(2 * image.Plane) + i]))
        : image.Pixels[i];

    private static byte Clamp(float value) => (byte)Math.Clamp(value, 0, 255);

    private static void Map(Span<byte> values, Func<byte, byte> map)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = map(values[i]);
    }
}
