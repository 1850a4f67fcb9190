using System.Runtime.InteropServices;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class BatchLoaderTests
{
    private static readonly ImageSet Images = TestImages.Noise(50, new ImageShape(3, 8, 8));
    private static readonly Normalization Scale = new([0f, 0f, 0f], [1f, 1f, 1f]);
    private static readonly BatchLoaderOptions Shuffled = new()
    {
        BatchSize = 16,
        Seed = 4,
        Shuffle = true,
        Augment = [new Augmentation.RandomCrop(8, 2), new Augmentation.HorizontalFlip()],
    };

    [Fact]
    public void An_epoch_holds_every_image_once_with_its_own_label()
    {
        using var loader = new BatchLoader(Images, Scale, null, Shuffled);
        var batches = Read(loader, 1);
        Assert.Equal([16, 16, 16, 2], batches.Select(b => b.Indices.Length));
        Assert.Equal(Enumerable.Range(0, 50), batches.SelectMany(b => b.Indices).Order());
        Assert.All(batches, b => Assert.Equal(b.Indices.Select(i => (long)Images.AllLabels[i]), b.Labels));
    }

    [Fact]
    public void Batches_are_the_same_whatever_the_timing_and_differ_between_epochs_and_seeds()
    {
        using var loader = new BatchLoader(Images, Scale, null, Shuffled);
        using var otherSeed = new BatchLoader(Images, Scale, null, Shuffled with { Seed = 5 });
        var quick = Read(loader, 1);
        var slow = Read(loader, 1, pause: 20);
        Assert.Equal(quick.SelectMany(b => b.Values), slow.SelectMany(b => b.Values));
        Assert.Equal(quick.SelectMany(b => b.Indices), slow.SelectMany(b => b.Indices));
        Assert.NotEqual(quick.SelectMany(b => b.Indices), Read(loader, 2).SelectMany(b => b.Indices));
        Assert.NotEqual(quick.SelectMany(b => b.Indices), Read(otherSeed, 1).SelectMany(b => b.Indices));
    }

    [Fact]
    public void An_images_augmentation_does_not_depend_on_its_batch()
    {
        using var small = new BatchLoader(Images, Scale, null, Shuffled with { BatchSize = 1 });
        using var large = new BatchLoader(Images, Scale, null, Shuffled with { BatchSize = 50 });
        Assert.Equal(Read(large, 3).SelectMany(b => b.Values), Read(small, 3).SelectMany(b => b.Values));
    }

    [Fact]
    public void A_batch_is_left_alone_while_the_next_one_is_made()
    {
        using var loader = new BatchLoader(Images, Scale, null, Shuffled);
        foreach (var batch in loader.Epoch(1))
        {
            byte[] before = batch.Images.contiguous().bytes.ToArray();
            Thread.Sleep(20);
            Assert.Equal(before, batch.Images.contiguous().bytes.ToArray());
        }
    }

    [Fact]
    public void The_next_batch_is_made_while_this_one_is_used()
    {
        using var loader = new BatchLoader(Images, Scale, null, Shuffled);
        using var epoch = loader.Epoch(1).GetEnumerator();
        Assert.True(epoch.MoveNext());
        // Nobody has asked for the second batch.
        Assert.True(SpinWait.SpinUntil(() => loader.NextIsReady, TimeSpan.FromSeconds(30)));
        var before = loader.Waited;
        Assert.True(epoch.MoveNext());
        Assert.True(loader.Waited >= before);
    }

    [Fact]
    public void A_stopped_epoch_leaves_the_loader_fit_for_the_next()
    {
        using var loader = new BatchLoader(Images, Scale, null, Shuffled);
        var whole = Read(loader, 1);
        foreach (var batch in loader.Epoch(1))
        {
            if (batch.Count > 0)
                break;
        }

        Assert.Equal(whole.SelectMany(b => b.Values), Read(loader, 1).SelectMany(b => b.Values));
    }

    [Fact]
    public void Channels_last_batches_have_its_strides()
    {
        using var loader = new BatchLoader(Images, Scale, null, Shuffled with { ChannelsLast = true });
        using var usual = new BatchLoader(Images, Scale, null, Shuffled);
        var expected = Read(usual, 1);
        int b = 0;
        foreach (var batch in loader.Epoch(1))
        {
            Assert.Equal([192, 1, 24, 3], batch.Images.stride());
            using var plain = batch.Images.contiguous();
            Assert.Equal(expected[b++].Values, MemoryMarshal.Cast<byte, float>(plain.bytes).ToArray());
        }
    }

    [Theory]
    [InlineData(49, 16, 3, 48)] // a last batch of one is left out
    [InlineData(50, 16, 4, 50)]
    [InlineData(3, 1, 3, 3)]
    public void A_single_last_image_is_skipped_where_asked(int count, int batchSize, int batches, int images)
    {
        using var loader = new BatchLoader(
            Images, Scale, [.. Enumerable.Range(0, count)], Shuffled with { BatchSize = batchSize, SkipSingleImage = true });
        Assert.Equal((batches, images), (loader.Batches, loader.Images));
        Assert.Equal(images, Read(loader, 1).Sum(b => b.Indices.Length));
    }

    private static List<(int[] Indices, long[] Labels, float[] Values)> Read(BatchLoader loader, int epoch, int pause = 0)
    {
        var result = new List<(int[], long[], float[])>();
        foreach (var batch in loader.Epoch(epoch))
        {
            Thread.Sleep(pause);
            result.Add((batch.Indices.ToArray(), MemoryMarshal.Cast<byte, long>(batch.Labels.bytes)
                .ToArray(), MemoryMarshal.Cast<byte, float>(batch.Images.bytes).ToArray()));
        }

        return result;
    }
}
