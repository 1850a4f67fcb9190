namespace ModelGen.Data;

/// <summary>The operations that RandAugment and TrivialAugment draw from, with torchvision's ranges of 31 strengths each.</summary>
internal static class PolicyOperations
{
    public const int Strengths = 31;
    private const int Kinds = 14;

    /// <summary>A random operation at the given strength of 0 to 30; its direction is random too.</summary>
    public static void RandAugment(ByteImage image, int strength, ref CounterRandom random)
    {
        int kind = random.NextInt(Kinds);
        double way = (double)strength / (Strengths - 1);
        double sign = random.NextInt(2) == 0 ? 1 : -1;
        double shift = 150.0 / 331 * way;
        Apply(image, kind, new Magnitudes(
            Shear: sign * 0.3 * way,
            Right: (int)(sign * shift * image.Width),
            Down: (int)(sign * shift * image.Height),
            Degrees: sign * 30 * way,
            Enhance: 1 + (sign * 0.9 * way),
            Bits: 8 - (int)Math.Round(4 * way),
            Threshold: 255 * (1 - way)));
    }

    /// <summary>A random operation at a random strength of the wide space.</summary>
    public static void TrivialAugment(ByteImage image, ref CounterRandom random)
    {
        int kind = random.NextInt(Kinds);
        double way = (double)random.NextInt(Strengths) / (Strengths - 1);
        double sign = random.NextInt(2) == 0 ? 1 : -1;
        Apply(image, kind, new Magnitudes(
            Shear: sign * 0.99 * way,
            Right: (int)(sign * 32 * way),
            Down: (int)(sign * 32 * way),
            Degrees: sign * 135 * way,
            Enhance: 1 + (sign * 0.99 * way),
            Bits: 8 - (int)Math.Round(6 * way),
            Threshold: 255 * (1 - way)));
    }

    private static void Apply(ByteImage image, int kind, Magnitudes m)
    {
        switch (kind)
        {
            case 0: return; // the identity is one of the operations
            case 1: MovePixels.ShearX(image, m.Shear); return;
            case 2: MovePixels.ShearY(image, m.Shear); return;
            case 3: MovePixels.Translate(image, m.Right, 0); return;
            case 4: MovePixels.Translate(image, 0, m.Down); return;
            case 5: MovePixels.Rotate(image, m.Degrees); return;
            case 6: ColourPixels.Brightness(image, m.Enhance); return;
            case 7: ColourPixels.Saturation(image, m.Enhance); return;
            case 8: ColourPixels.Contrast(image, m.Enhance); return;
            case 9: ColourPixels.Sharpness(image, m.Enhance); return;
            case 10: ColourPixels.Posterize(image, m.Bits); return;
            case 11: ColourPixels.Solarize(image, m.Threshold); return;
            case 12: ColourPixels.AutoContrast(image); return;
            case 13: ColourPixels.Equalize(image); return;
        }
    }

    /// <summary>How strong each kind of operation would be.</summary>
    private readonly record struct Magnitudes(
        double Shear, int Right, int Down, double Degrees, double Enhance, int Bits, double Threshold);
}
