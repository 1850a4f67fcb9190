using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ModelGen.Data;

namespace ModelGen.Runtime.Tests.Data;

public sealed class DownloadTests(DownloadTests.ArchiveFile archive) : IClassFixture<DownloadTests.ArchiveFile>
{
    [Fact]
    public void A_good_archive_is_unpacked_and_readable_and_progress_reaches_its_end()
    {
        using var server = new LoopbackServer(archive.Bytes);
        using var folder = new TemporaryFolder();
        var progress = new List<(long Done, long? Total)>();
        Archive(server.Address).Download(folder.Path, (done, total) => progress.Add((done, total)));
        Assert.Equal(CifarFiles.Pixel(5, 17), Cifar10Reader.Read(folder.Path).Test[17][0]);
        Assert.Equal((archive.Bytes.Length, archive.Bytes.Length), progress[^1]);
        Assert.Equal([folder[Cifar10Reader.FolderName]], Directory.GetFileSystemEntries(folder.Path));
        Assert.False(File.Exists(Path.Combine(folder.Path, "..", "escaped.bin")), "an entry of the archive chose its own place");
    }

    [Fact]
    public void Another_file_than_the_official_one_leaves_nothing_behind()
    {
        using var server = new LoopbackServer(archive.Bytes);
        Fails(new Cifar10Archive { Address = server.Address }, "are not the official archive: SHA-256");
    }

    [Fact]
    public void A_transfer_that_ends_early_leaves_nothing_behind()
    {
        using var server = new LoopbackServer(archive.Bytes, cutAt: archive.Bytes.Length / 2);
        Fails(Archive(server.Address), "not reachable");
    }

    [Fact]
    public void A_page_that_is_gone_leaves_nothing_behind()
    {
        using var server = new LoopbackServer([], status: "404 Not Found");
        Fails(Archive(server.Address), "404");
    }

    [Fact]
    public void A_server_that_accepts_and_is_silent_is_given_up_after_the_timeout()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Fails(new Cifar10Archive { Address = address, ConnectTimeout = TimeSpan.FromSeconds(0.5) }, "no answer");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0.4, 5);
    }

    [Fact]
    public void Without_internet_the_search_ends_with_the_synthetic_set_and_says_so()
    {
        using var folder = new TemporaryFolder();
        var said = new List<string>();
        var locator = new DataLocator
        {
            Archive = new Cifar10Archive { Address = new Uri("http://127.0.0.1:1/") },
            DefaultFolder = folder["data"],
            MakeSynthetic = () => TestImages.Synthetic,
            Say = said.Add,
        };
        Assert.True(WithoutVariable(() => locator.Load(null)).IsSynthetic);
        Assert.Equal(SyntheticImages.Notice, said[^1]);
        Assert.Contains("could not be downloaded", said[^2]);
        Assert.Throws<UserError>(() => WithoutVariable(() => locator.Prepare(null)));
    }

    [Fact]
    public void The_search_downloads_into_the_default_folder_once()
    {
        using var folder = new TemporaryFolder();
        var server = new LoopbackServer(archive.Bytes);
        var locator = new DataLocator { Archive = Archive(server.Address), DefaultFolder = folder["data"] };
        Assert.False(WithoutVariable(() => locator.Load(null)).IsSynthetic);
        server.Dispose();
        Assert.False(WithoutVariable(() => locator.Load(null)).IsSynthetic);
    }

    [Fact]
    public void A_named_folder_without_data_is_an_error_and_not_passed_over()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<UserError>(() => new DataLocator { DefaultFolder = folder["data"] }.Load(folder.Path));
    }

    [Fact]
    public void The_variable_names_a_folder_too()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => WithVariable(folder.Path, () => new DataLocator().Load(null)));
        Assert.StartsWith(folder.Path, error.Message);
    }

    private Cifar10Archive Archive(Uri address) => new() { Address = address, Sha256 = archive.Sha256 };

    private static void Fails(Cifar10Archive archive, string expected)
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<UserError>(() => archive.Download(folder.Path));
        Assert.Contains(expected, error.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    private static T WithoutVariable<T>(Func<T> action) => WithVariable(null, action);

    private static T WithVariable<T>(string? value, Func<T> action)
    {
        string? before = Environment.GetEnvironmentVariable(DataLocator.Variable);
        Environment.SetEnvironmentVariable(DataLocator.Variable, value);
        try
        {
            return action();
        }
        finally
        {
            Environment.SetEnvironmentVariable(DataLocator.Variable, before);
        }
    }

    /// <summary>An archive built like the official one, with one entry more that tries to leave its folder.</summary>
    public sealed class ArchiveFile
    {
        public ArchiveFile()
        {
            using var folder = new TemporaryFolder();
            CifarFiles.Write(folder[Cifar10Reader.FolderName]);
            using var packed = new MemoryStream();
            using (var zipped = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            using (var tar = new TarWriter(zipped))
            {
                foreach (string file in Directory.GetFiles(folder[Cifar10Reader.FolderName]))
                    tar.WriteEntry(file, $"{Cifar10Reader.FolderName}/{Path.GetFileName(file)}");
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "../escaped.bin") { DataStream = new MemoryStream([1, 2, 3]) });
            }

            Bytes = packed.ToArray();
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Bytes));
        }

        public byte[] Bytes { get; }

        public string Sha256 { get; }
    }
}
