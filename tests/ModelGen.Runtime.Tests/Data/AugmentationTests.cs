using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

/// <summary>The batch writer against a slow reference that pads, cuts and mirrors step by step.</summary>
public sealed class AugmentationTests
{
    private static readonly Normalization Scale = new([0.5f, 0.25f, 0.1f], [0.2f, 0.3f, 0.4f]);

    public static TheoryData<string, Augmentation[]> Sequences => new()
    {
        { "none", [] },
        { "flip", [new Augmentation.HorizontalFlip(1)] },
        { "crop", [new Augmentation.RandomCrop(8, 2)] },
        { "crop without padding", [new Augmentation.RandomCrop(5, 0)] },
        { "crop, flip", [new Augmentation.RandomCrop(8, 2), new Augmentation.HorizontalFlip()] },
        { "flip, crop", [new Augmentation.HorizontalFlip(), new Augmentation.RandomCrop(9, 3)] },
        { "crop, flip, crop again", [new Augmentation.RandomCrop(6, 0), new Augmentation.HorizontalFlip(), new Augmentation.RandomCrop(8, 3)] },
        { "large padding", [new Augmentation.RandomCrop(6, 9), new Augmentation.HorizontalFlip()] },
    };

    [Theory]
    [MemberData(nameof(Sequences))]
    public void Is_what_padding_cutting_and_mirroring_one_by_one_gives(string name, Augmentation[] augment)
    {
        var images = TestImages.Noise(40, new ImageShape(3, 8, 8));
        var writer = new BatchWriter(images, Scale, augment, seed: 11, channelsLast: false);
        var output = new float[writer.OutputShape.Size];
        for (int i = 0; i < images.Count; i++)
        {
            writer.Write(epoch: 2, i, output);
            Assert.True(SlowReference(images, i, augment, 11, 2).SequenceEqual(output), $"{name}: image {i}");
        }
    }

    [Fact]
    public void Channels_last_is_the_same_image_in_another_order()
    {
        var images = TestImages.Noise(3, new ImageShape(3, 8, 8));
        Augmentation[] augment = [new Augmentation.RandomCrop(8, 2), new Augmentation.HorizontalFlip()];
        var first = new float[192];
        var last = new float[192];
        new BatchWriter(images, Scale, augment, 1, channelsLast: false).Write(0, 2, first);
        new BatchWriter(images, Scale, augment, 1, channelsLast: true).Write(0, 2, last);
        Assert.Equal(first, Enumerable.Range(0, 192).Select(i => last[(i % 64 * 3) + (i / 64)]));
    }

    [Fact]
    public void Every_place_of_the_crop_and_both_sides_are_drawn_evenly()
    {
        // One bright pixel in the middle tells where each image was cut.
        var shape = new ImageShape(1, 9, 9);
        var pixels = new byte[shape.Size];
        pixels[(3 * 9) + 2] = 255;
        var images = new ImageSet(shape, pixels, [0]);
        var writer = new BatchWriter(images, new([0f], [1f]),
            [new Augmentation.RandomCrop(9, 1), new Augmentation.HorizontalFlip()], 3, false);
        var output = new float[shape.Size];
        var places = new Dictionary<int, int>();
        const int Draws = 18_000;
        for (int epoch = 0; epoch < Draws; epoch++)
        {
            writer.Write(epoch, 0, output);
            int place = Array.IndexOf(output, 1f);
            places[place] = places.GetValueOrDefault(place) + 1;
        }

        // 3×3 crops, each mirrored or not: 18 places, each 1,000 times give or take 5 deviations.
        Assert.Equal(18, places.Count);
        Assert.All(places.Values, n => Assert.InRange(n, 1000 - 155, 1000 + 155));
    }

    [Fact]
    public void A_crop_larger_than_the_padded_image_is_an_error()
    {
        var error = Assert.Throws<UserError>(() => new BatchWriter(
            TestImages.Noise(1, new ImageShape(3, 8, 8)), Scale, [new Augmentation.RandomCrop(13, 2)], 0, false));
        Assert.Contains("raise padding to at least 3", error.Message);
    }

    [SkippableFact]
    public void Normalised_bytes_are_torchvisions_bit_for_bit()
    {
        string script = """
            import torch
            from torchvision.transforms import functional as F
            x = torch.arange(256, dtype=torch.uint8).view(1, 1, 256).expand(3, 1, 256)
            y = F.normalize(x.float().div(255), (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))
            print(" ".join(str(v) for v in y.reshape(-1).view(torch.int32).tolist()))
            """;
        int[] expected = [.. Python.RunWithTorch(script).Split(' ').Select(int.Parse)];
        Assert.Equal(expected, Normalization.Cifar10.Table().Select(BitConverter.SingleToInt32Bits));
    }

    /// <summary>Draws as the writer documents it: per step in order, top then left for a crop, one number for a flip.</summary>
    private static float[] SlowReference(ImageSet images, int index, Augmentation[] augment, int seed, int epoch)
    {
        var random = new CounterRandom(seed, epoch, index);
        var planes = Enumerable.Range(0, 3).Select(c =>
        {
            var plane = new byte[8, 8];
            for (int i = 0; i < 64; i++)
                plane[i / 8, i % 8] = images[index][(c * 64) + i];
            return plane;
        }).ToArray();
        foreach (var step in augment)
        {
            if (step is Augmentation.RandomCrop crop)
            {
                int top = random.NextInt(planes[0].GetLength(0) + (2 * crop.Padding) - crop.Size + 1);
                int left = random.NextInt(planes[0].GetLength(1) + (2 * crop.Padding) - crop.Size + 1);
                planes = [.. planes.Select(p => Cut(Pad(p, crop.Padding), top, left, crop.Size))];
            }
            else if (step is Augmentation.HorizontalFlip flip && random.NextDouble() < flip.P)
            {
                planes = [.. planes.Select(Mirror)];
            }
        }

        return [.. planes.SelectMany((p, c) => p.Cast<byte>().Select(b => ((b / 255f) - Scale.Mean[c]) / Scale.Std[c]))];
    }

    private static byte[,] Pad(byte[,] p, int padding) =>
        Make(p.GetLength(0) + (2 * padding), p.GetLength(1) + (2 * padding), (y, x) =>
            y >= padding && x >= padding && y < p.GetLength(0) + padding
                && x < p.GetLength(1) + padding ? p[y - padding, x - padding] : (byte)0);

    private static byte[,] Cut(byte[,] p, int top, int left, int size) => Make(size, size, (y, x) => p[top + y, left + x]);

    private static byte[,] Mirror(byte[,] p) => Make(p.GetLength(0), p.GetLength(1), (y, x) => p[y, p.GetLength(1) - 1 - x]);

    private static byte[,] Make(int height, int width, Func<int, int, byte> value)
    {
        var result = new byte[height, width];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
                result[y, x] = value(y, x);
        }

        return result;
    }
}
