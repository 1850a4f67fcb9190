namespace ModelGen.Data;

/// <summary>
/// A data set this program makes itself, for machines without internet: ten shapes and textures on 3×32×32 pixels. Place, size, tilt,
/// colours, background, distractors and noise vary and say nothing of the class, but for a faint tint; so a linear model stays far behind
/// a small convolutional one. Equal seeds give equal images.
/// </summary>
public static class SyntheticImages
{
    public const string Notice =
        "SYNTHETIC DATA: these images are drawn by this program (ten shapes and textures). Accuracies on them are not CIFAR-10 accuracies.";

    private static readonly ImageShape Shape = new(3, 32, 32);

    /// <summary>Makes the set; class i has every tenth image.</summary>
    /// <param name="seed">Of everything random in it.</param>
    /// <param name="train">Training images; CIFAR-10 has 50,000.</param>
    /// <param name="test">Test images; CIFAR-10 has 10,000.</param>
    public static Dataset Create(int seed = 0, int train = 50_000, int test = 10_000)
    {
        var trainImages = Draw(seed, 0, train);
        return new Dataset
        {
            Name = "synthetic",
            Source = $"synthetic (made by this program, seed {seed})",
            IsSynthetic = true,
            ClassNames = SyntheticFigure.ClassNames,
            Train = trainImages,
            Test = Draw(seed, 1, test),
            Normalization = Normalization.Of(trainImages),
        };
    }

    private static ImageSet Draw(int seed, int split, int count)
    {
        var pixels = new byte[count * Shape.Size];
        var labels = new int[count];
        Parallel.For(0, count, i =>
        {
            labels[i] = i % SyntheticFigure.ClassNames.Count;
            var random = new CounterRandom(seed, split, i);
            DrawImage(labels[i], ref random, pixels.AsSpan(i * Shape.Size, Shape.Size));
        });
        return new ImageSet(Shape, pixels, labels);
    }

    private static void DrawImage(int label, ref CounterRandom random, Span<byte> pixels)
    {
        var (background, backgroundEnd, ink) = (RandomColour(ref random), RandomColour(ref random), RandomColour(ref random));
        ink = Away(ink, Mean(background, backgroundEnd));
        ink[label % 3] += 10; // the faint tint
        var figure = SyntheticFigure.Random(label, ref random);
        // Two small figures of any class and colour: what counts is the large one.
        var distractors = new[] { SyntheticFigure.RandomSmall(ref random), SyntheticFigure.RandomSmall(ref random) };
        var (distractorInk, noise) = (RandomColour(ref random), 12 + (16 * random.NextDouble()));
        for (int y = 0; y < Shape.Height; y++)
        {
            for (int x = 0; x < Shape.Width; x++)
            {
                float slope = (x + y) / 62f;
                float cover = figure.Cover(x, y);
                float distraction = Math.Max(distractors[0].Cover(x, y), distractors[1].Cover(x, y));
                ulong bits = random.Next();
                for (int c = 0; c < 3; c++)
                {
                    float value = background[c] + (slope * (backgroundEnd[c] - background[c]));
                    value += distraction * (distractorInk[c] - value);
                    value += cover * (ink[c] - value);
                    // The sum of two random bytes is triangular: near enough to a normal with deviation 104, and cheap.
                    float roughness = (float)((bits & 255) + ((bits >> 8) & 255)) - 255;
                    bits >>= 16;
                    value += roughness * (float)(noise / 104);
                    pixels[(c * Shape.Plane) + (y * Shape.Width) + x] = (byte)Math.Clamp(value, 0, 255);
                }
            }
        }
    }

    private static float[] RandomColour(ref CounterRandom random) => [random.NextInt(256), random.NextInt(256), random.NextInt(256)];

    private static float[] Mean(float[] a, float[] b) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];

    /// <summary>Moves a colour away from another until a person could tell them apart.</summary>
    private static float[] Away(float[] colour, float[] from)
    {
        float difference = colour.Zip(from, (a, b) => Math.Abs(a - b)).Sum();
        return difference > 150 ? colour : [.. from.Select(v => v > 127 ? v - 90 : v + 90)];
    }
}
