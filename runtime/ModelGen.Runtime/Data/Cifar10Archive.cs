using System.Formats.Tar;
using System.IO.Compression;

namespace ModelGen.Data;

/// <summary>
/// Downloads and unpacks the official archive of CIFAR-10's binary version. Nothing appears under its final name before it is whole:
/// the archive is checked against its known SHA-256 and unpacked aside, and the finished folder is renamed.
/// </summary>
public sealed class Cifar10Archive
{
    /// <summary>Where the authors publish it (170,052,171 bytes; MD5 c32a1d4ab5d03f1284b67883e8d87530 on their page).</summary>
    public static readonly Uri OfficialAddress = new("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");

    public const string OfficialSha256 = "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd";

    public Uri Address { get; init; } = OfficialAddress;

    public string Sha256 { get; init; } = OfficialSha256;

    /// <summary>How long to wait for a connection and an answer: a machine without internet should not keep its user waiting.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the transfer may stand still.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Puts <c>cifar-10-batches-bin</c> into <paramref name="directory"/>.</summary>
    /// <param name="directory">Made if needed.</param>
    /// <param name="progress">Bytes so far and in all (null: not known).</param>
    /// <param name="cancellation">Leaves nothing behind when it comes.</param>
    /// <exception cref="UserError">No connection, or the archive is not the official one.</exception>
    public void Download(string directory, Action<long, long?>? progress = null, CancellationToken cancellation = default)
    {
        string aside = Path.Combine(directory, $"{Cifar10Reader.FolderName}.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(aside);
            string archive = Path.Combine(aside, "archive.tar.gz");
            new FileDownload
            {
                Address = Address,
                Checksum = FileChecksum.Sha256(Sha256),
                Content = "the official archive",
                ConnectTimeout = ConnectTimeout,
                StallTimeout = StallTimeout,
            }.To(archive, progress, cancellation);
            string folder = Path.Combine(aside, Cifar10Reader.FolderName);
            Unpack(archive, folder);
            PutInPlace(folder, Path.Combine(directory, Cifar10Reader.FolderName));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{directory}: CIFAR-10 cannot be written there: {e.Message}", e);
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }

    /// <summary>Takes the files of the data folder, by their plain names: no entry of an archive chooses its own place.</summary>
    private static void Unpack(string archive, string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            using var unzipped = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            using var tar = new TarReader(unzipped);
            while (tar.GetNextEntry() is { } entry)
            {
                string name = Path.GetFileName(entry.Name);
                if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile
                    && entry.Name == $"{Cifar10Reader.FolderName}/{name}")
                    entry.ExtractToFile(Path.Combine(folder, name), overwrite: true);
            }
        }
        catch (InvalidDataException e)
        {
            throw new UserError($"the archive of CIFAR-10 cannot be unpacked: {e.Message}", e);
        }
    }

    private static void PutInPlace(string folder, string place)
    {
        Cifar10Reader.Layout.CheckFiles(folder);
        if (Directory.Exists(place))
            Directory.Delete(place, recursive: true);
        Directory.Move(folder, place);
    }
}
