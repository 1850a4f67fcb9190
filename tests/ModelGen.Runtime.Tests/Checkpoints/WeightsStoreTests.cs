using System.Security.Cryptography;
using ModelGen.Checkpoints;

namespace ModelGen.Runtime.Tests.Checkpoints;

/// <summary>Published weights: downloaded once, whole and right or not at all, taken up where they broke off; and offline.</summary>
public sealed class WeightsStoreTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] bytes = new byte[300_000];

    public WeightsStoreTests() => new Random(1).NextBytes(bytes);

    private string Hash => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private WeightsStore Store => new() { OfflineFolder = null, CacheFolder = folder["cache"], ConnectTimeout = TimeSpan.FromSeconds(2) };

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(64)]
    [InlineData(8)]
    public void They_are_downloaded_once_and_checked(int digits)
    {
        using var server = new RangeServer(bytes);
        var weights = new PretrainedWeights("imagenet", server.Address("net-12345678.pth"), FileChecksum.Sha256(Hash[..digits]));
        string path = Store.Find(weights);
        Assert.Equal(folder["cache/net-12345678.pth"], path);
        Assert.Equal(bytes, File.ReadAllBytes(path));
        Assert.Equal(path, Store.Find(weights));
        Assert.Equal([0], server.Starts);
        Assert.Equal([path], Directory.GetFiles(folder["cache"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_download_that_broke_off_goes_on_where_it_was(bool knowsRanges)
    {
        using var server = new RangeServer(bytes, knowsRanges) { CutAfter = 100_000 };
        var weights = new PretrainedWeights("imagenet", server.Address("net.pth"), FileChecksum.Sha256(Hash));
        Assert.Contains("not reachable", Assert.Throws<UserError>(() => Store.Find(weights)).Message);
        Assert.False(File.Exists(folder["cache/net.pth"]));
        server.CutAfter = null;
        var progress = new List<(long Done, long? Total)>();
        var store = new WeightsStore { OfflineFolder = null, CacheFolder = folder["cache"], ShowProgress = (_, download) => download((done, total) => progress.Add((done, total))) };
        Assert.Equal(bytes, File.ReadAllBytes(store.Find(weights)));
        Assert.Equal((bytes.Length, bytes.Length), progress[^1]);
        Assert.Equal(knowsRanges ? [0, 100_000] : [0, 0], server.Starts);
    }

    [Fact]
    public void Another_file_is_refused_and_not_kept()
    {
        using var server = new RangeServer(bytes);
        var weights = new PretrainedWeights("imagenet", server.Address("net.pth"), FileChecksum.Sha256(new string('0', 64)));
        Assert.Contains("are not the weights imagenet: SHA-256", Assert.Throws<UserError>(() => Store.Find(weights)).Message);
        Assert.False(File.Exists(folder["cache/net.pth"]));
        // What came is not taken up again either.
        Assert.Equal(bytes, File.ReadAllBytes(Store.Find(weights with { Checksum = FileChecksum.Sha256(Hash) })));
    }

    [Fact]
    public void More_than_the_server_has_is_begun_again()
    {
        using var server = new RangeServer(bytes);
        Directory.CreateDirectory(folder["cache"]);
        File.WriteAllBytes(folder["cache/net.pth.part"], new byte[bytes.Length + 1]);
        Assert.Equal(bytes, File.ReadAllBytes(Store.Find(new("imagenet", server.Address("net.pth"), FileChecksum.Sha256(Hash)))));
    }

    [Fact]
    public void A_damaged_file_in_the_cache_is_named()
    {
        Directory.CreateDirectory(folder["cache"]);
        File.WriteAllText(folder["cache/net.pth"], "something else");
        var error = Assert.Throws<UserError>(() => Store.Find(new("imagenet", "http://127.0.0.1:1/net.pth", FileChecksum.Sha256(Hash))));
        Assert.Contains($"{folder["cache/net.pth"]}: not the weights imagenet: SHA-256", error.Message);
    }

    [Fact]
    public void Offline_nothing_is_downloaded()
    {
        using var server = new RangeServer(bytes);
        var weights = new PretrainedWeights("imagenet", server.Address("net.pth"), FileChecksum.Sha256(Hash));
        var store = new WeightsStore { OfflineFolder = folder.Path, CacheFolder = folder["cache"] };
        Assert.Contains($"{folder["net.pth"]}: not found: $MODELGEN_WEIGHTS names the folder",
            Assert.Throws<UserError>(() => store.Find(weights)).Message);
        File.WriteAllBytes(folder["net.pth"], bytes);
        Assert.Equal(folder["net.pth"], store.Find(weights));
        Assert.Empty(server.Starts);
    }

    [Fact]
    public void Without_a_connection_the_offline_way_is_named() =>
        Assert.Contains("$MODELGEN_WEIGHTS",
            Assert.Throws<UserError>(() => Store.Find(new("imagenet", "http://127.0.0.1:1/net.pth", FileChecksum.Sha256(Hash)))).Message);
}
