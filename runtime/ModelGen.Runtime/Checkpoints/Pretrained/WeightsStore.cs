namespace ModelGen.Checkpoints;

/// <summary>
/// Finds published weights: in the folder that <c>MODELGEN_WEIGHTS</c> names, and then nowhere else, so that nothing is ever downloaded
/// behind an offline user's back; else in the cache, into which they are downloaded once. A file is used only if its checksum is right.
/// </summary>
public sealed class WeightsStore
{
    public const string Variable = "MODELGEN_WEIGHTS";

    /// <summary>The folder of an offline user; null to use the cache and the network.</summary>
    public string? OfflineFolder { get; init; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;

    public string CacheFolder { get; init; } = StandardCache();

    /// <summary>Told what is found and what is not, one sentence at a time.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Runs a download of the named file, showing its progress.</summary>
    public Action<string, Action<Action<long, long?>>> ShowProgress { get; init; } = (_, download) => download((_, _) => { });

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the file is or would be.</summary>
    public string PathOf(PretrainedWeights weights) => Path.Combine(OfflineFolder ?? CacheFolder, weights.FileName);

    /// <summary>The path of a file with these weights, downloaded if need be.</summary>
    /// <exception cref="UserError">It is not there and cannot be downloaded, or is another file than it should be.</exception>
    public string Find(PretrainedWeights weights, CancellationToken cancellation = default)
    {
        string path = PathOf(weights);
        if (File.Exists(path))
        {
            string found = Hash(path, weights.Checksum);
            return weights.Checksum.Fits(found) ? path : throw new UserError(
                $"{path}: not the weights {weights.Name}: {weights.Checksum.Name} {found}, expected {weights.Checksum.Digits}: delete it, and download {weights.Url} again");
        }

        if (OfflineFolder is not null)
            throw new UserError($"{path}: not found: ${Variable} names the folder, so nothing is downloaded: put {weights.Url} there, or unset the variable");
        Say($"Downloading {weights.Name} from {weights.Url} into {CacheFolder} …");
        var download = new FileDownload { Address = new Uri(weights.Url), Checksum = weights.Checksum, Content = $"the weights {weights.Name}", ConnectTimeout = ConnectTimeout };
        try
        {
            ShowProgress(weights.FileName, progress => download.To(path, progress, cancellation));
        }
        catch (UserError e)
        {
            throw new UserError($"{e.Message}; without a connection, put the file into a folder and name it in ${Variable}", e);
        }

        return path;
    }

    private static string Hash(string path, FileChecksum checksum)
    {
        try
        {
            using var file = File.OpenRead(path);
            return checksum.Of(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The user's cache, as the system has it: XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%.</summary>
    private static string StandardCache()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string folder = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Path.Combine(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Path.Combine(home, ".cache");
        return Path.Combine(folder, "modelgen", "weights");
    }
}
