namespace ModelGen.Data;

/// <summary>Draws what an augmentation leaves to chance, and does it to an image's bytes.</summary>
internal static class ImageSteps
{
    private const int Attempts = 10;

    /// <summary>Applies a step that works on one image's bytes; those that hide parts or mix images are not for here.</summary>
    public static void Apply(Augmentation step, ByteImage image, ref CounterRandom random)
    {
        switch (step)
        {
            case Augmentation.RandomCrop crop:
                int top = random.NextInt(image.Height + (2 * crop.Padding) - crop.Size + 1);
                int left = random.NextInt(image.Width + (2 * crop.Padding) - crop.Size + 1);
                MovePixels.Crop(image, crop.Size, crop.Padding, top, left);
                break;
            case Augmentation.RandomResizedCrop crop:
                ResizedCrop(crop, image, ref random);
                break;
            case Augmentation.HorizontalFlip flip:
                if (random.NextDouble() < flip.P)
                    MovePixels.FlipHorizontally(image);
                break;
            case Augmentation.Rotation rotation:
                MovePixels.Rotate(image, ((2 * random.NextDouble()) - 1) * rotation.Degrees);
                break;
            case Augmentation.ColorJitter jitter:
                Jitter(jitter, image, ref random);
                break;
            case Augmentation.RandAugment policy:
                for (int i = 0; i < policy.Ops; i++)
                    PolicyOperations.RandAugment(image, policy.Magnitude, ref random);
                break;
            case Augmentation.TrivialAugment:
                PolicyOperations.TrivialAugment(image, ref random);
                break;
        }
    }

    /// <summary>
    /// A random rectangle of a share of the area; after ten that do not fit, the largest in the middle with an allowed ratio.
    /// </summary>
    private static void ResizedCrop(Augmentation.RandomResizedCrop crop, ByteImage image, ref CounterRandom random)
    {
        var (newHeight, newWidth) = crop.Size > 0 ? (crop.Size, crop.Size) : (image.Height, image.Width);
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double area = Uniform(crop.MinScale, crop.MaxScale, ref random) * image.Plane;
            double ratio = LogUniform(3.0 / 4, 4.0 / 3, ref random);
            int width = (int)Math.Round(Math.Sqrt(area * ratio));
            int height = (int)Math.Round(Math.Sqrt(area / ratio));
            if (width < 1 || height < 1 || width > image.Width || height > image.Height)
                continue;
            int top = random.NextInt(image.Height - height + 1);
            int left = random.NextInt(image.Width - width + 1);
            MovePixels.ResizedCrop(image, top, left, height, width, newHeight, newWidth);
            return;
        }

        int wide = Math.Min(image.Width, (int)Math.Round(image.Height * 4.0 / 3));
        int high = Math.Min(image.Height, (int)Math.Round(image.Width * 4.0 / 3));
        MovePixels.ResizedCrop(image, (image.Height - high) / 2, (image.Width - wide) / 2, high, wide, newHeight, newWidth);
    }

    private static void Jitter(Augmentation.ColorJitter jitter, ByteImage image, ref CounterRandom random)
    {
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        double brightness = Factor(jitter.Brightness, ref random);
        double contrast = Factor(jitter.Contrast, ref random);
        double saturation = Factor(jitter.Saturation, ref random);
        double hue = Uniform(-jitter.Hue, jitter.Hue, ref random);
        foreach (int which in order)
        {
            if (which == 0 && jitter.Brightness > 0)
                ColourPixels.Brightness(image, brightness);
            else if (which == 1 && jitter.Contrast > 0)
                ColourPixels.Contrast(image, contrast);
            else if (which == 2 && jitter.Saturation > 0)
                ColourPixels.Saturation(image, saturation);
            else if (which == 3 && jitter.Hue > 0)
                ColourPixels.Hue(image, hue);
        }
    }

    private static double Factor(double spread, ref CounterRandom random) => Uniform(Math.Max(0, 1 - spread), 1 + spread, ref random);

    private static double Uniform(double low, double high, ref CounterRandom random) => low + ((high - low) * random.NextDouble());

    private static double LogUniform(double low, double high, ref CounterRandom random) =>
        Math.Exp(Uniform(Math.Log(low), Math.Log(high), ref random));
}
