using System.Runtime.InteropServices;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class MixingTests
{
    private static readonly ImageSet Images = TestImages.Noise(22, new ImageShape(3, 8, 8));
    private static readonly Normalization Scale = new([0.5f, 0.5f, 0.5f], [0.5f, 0.25f, 1f]);

    [Fact]
    public void Mixup_blends_each_image_with_its_left_neighbour()
    {
        var (plain, mixed) = (Read([]), Read([new Augmentation.Mixup(1)]));
        var shares = new List<double>();
        foreach (var (before, after) in plain.Zip(mixed))
        {
            double own = after.Mixing!.Value.Share;
            shares.Add(own);
            int n = before.Labels.Length;
            Assert.Equal(before.Labels, after.Labels);
            Assert.Equal(Enumerable.Range(0, n).Select(i => before.Labels[(i + n - 1) % n]), after.Mixing.Value.Labels);
            for (int i = 0; i < before.Values.Length; i++)
            {
                float neighbour = before.Values[(i + before.Values.Length - 192) % before.Values.Length];
                Assert.Equal((own * before.Values[i]) + ((1 - own) * neighbour), after.Values[i], 1e-5);
            }
        }

        Assert.Equal(shares.Count, shares.Distinct().Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cutmix_pastes_one_rectangle_of_the_neighbour_and_counts_its_pixels(bool channelsLast)
    {
        var (plain, mixed) = (Read([], channelsLast), Read([new Augmentation.Cutmix()], channelsLast));
        foreach (var (before, after) in plain.Zip(mixed))
        {
            int n = before.Labels.Length;
            for (int image = 0; image < n; image++)
            {
                int neighbour = (image + n - 1) % n;
                int pasted = 0;
                for (int p = 0; p < 192; p++)
                {
                    float value = after.Values[(image * 192) + p];
                    bool own = value == before.Values[(image * 192) + p];
                    Assert.True(own || value == before.Values[(neighbour * 192) + p]);
                    pasted += own ? 0 : 1;
                }

                // Noise is hardly ever equal: what is not its own is pasted.
                Assert.Equal(1 - (pasted / 192.0), after.Mixing!.Value.Share, 0.02);
            }
        }
    }

    [Fact]
    public void Both_together_take_turns_by_chance_and_repeat_by_seed()
    {
        Augmentation[] both = [new Augmentation.Mixup(1), new Augmentation.Cutmix()];
        var first = Read(both, epochs: 20);
        Assert.Equal(first.SelectMany(b => b.Values), Read(both, epochs: 20).SelectMany(b => b.Values));
        // Cutmix's shares are whole numbers of 64 pixels.
        int cut = first.Count(b => b.Mixing!.Value.Share * 64 % 1 == 0);
        Assert.InRange(cut, first.Count / 4, first.Count * 3 / 4);
    }

    [Fact]
    public void Hidden_parts_are_means_and_as_large_as_asked()
    {
        Augmentation[] augment = [new Augmentation.Cutout(4)];
        var hidden = Read(augment, epochs: 8).SelectMany(b => b.Values.Chunk(64)).Select(plane => plane.Count(v => v == 0)).ToList();
        Assert.All(hidden, n => Assert.InRange(n, 4, 16));
        Assert.Contains(16, hidden);
        var erased = Read([new Augmentation.RandomErasing(0.5)], epochs: 8).SelectMany(b => b.Values.Chunk(192))
            .Select(i => i.Count(v => v == 0)).ToList();
        Assert.InRange(erased.Count(n => n > 0), erased.Count / 4, erased.Count * 3 / 4);
    }

    [Fact]
    public void Beta_has_its_mean_and_variance()
    {
        foreach (double alpha in new[] { 0.2, 1, 3 })
        {
            var random = new CounterRandom(5);
            var draws = new double[20_000];
            for (int i = 0; i < draws.Length; i++)
                draws[i] = random.NextBeta(alpha);
            double mean = draws.Average();
            Assert.Equal(0.5, mean, 0.015);
            Assert.Equal(1 / (4 * ((2 * alpha) + 1)), draws.Average(d => (d - mean) * (d - mean)), 0.005);
        }
    }

    private static List<(long[] Labels, float[] Values, (long[] Labels, double Share)? Mixing)> Read(
        Augmentation[] augment, bool channelsLast = false, int epochs = 1)
    {
        using var loader = new BatchLoader(
            Images, Scale, null, new BatchLoaderOptions { BatchSize = 6, Seed = 3, Augment = augment, ChannelsLast = channelsLast });
        var result = new List<(long[], float[], (long[], double)?)>();
        foreach (var batch in Enumerable.Range(0, epochs).SelectMany(e => loader.Epoch(e)))
        {
            (long[], double)? mixing = batch.Mixing is { } m ? (MemoryMarshal.Cast<byte, long>(m.Labels.bytes).ToArray(), m.Share) : null;
            using var plain = batch.Images.contiguous();
            result.Add((MemoryMarshal.Cast<byte, long>(batch.Labels.bytes).ToArray(), MemoryMarshal.Cast<byte, float>(plain.bytes)
                .ToArray(), mixing));
        }

        return result;
    }
}
