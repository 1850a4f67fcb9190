namespace ModelGen.Data;

/// <summary>
/// Finds the data: the folder asked for, the folder in <c>MODELGEN_DATA</c>, <c>./data</c>; else downloads CIFAR-10 into <c>./data</c>;
/// else makes the synthetic set. A folder that was named and holds no data is an error, never passed over in silence.
/// </summary>
public sealed class DataLocator
{
    public const string Variable = "MODELGEN_DATA";

    /// <summary>In place of a folder: the synthetic set, without looking anywhere.</summary>
    public const string SyntheticWord = "synthetic";

    private static readonly ImageShape CifarShape = new(3, 32, 32);

    public Cifar10Archive Archive { get; init; } = new();

    /// <summary>The folder that is searched, and downloaded into, when none is named.</summary>
    public string DefaultFolder { get; init; } = "data";

    /// <summary>Makes the synthetic set.</summary>
    public Func<Dataset> MakeSynthetic { get; init; } = () => SyntheticImages.Create();

    /// <summary>Told what is found and what is not, one sentence at a time.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <summary>Runs a download, showing its progress.</summary>
    public Action<Action<Action<long, long?>>> ShowProgress { get; init; } = download => download((_, _) => { });

    /// <param name="named">The folder of <c>--data</c>, the word <c>synthetic</c>, or null.</param>
    /// <param name="cancellation">Ends a download.</param>
    /// <param name="shape">To which pictures in folders are resized; null for CIFAR's.</param>
    /// <param name="skipCorrupt">Leave out pictures in folders that cannot be read.</param>
    /// <param name="preferred">Name of the data set that is meant, where a folder holds several.</param>
    /// <exception cref="UserError">A named folder has no data, or its files are damaged.</exception>
    public Dataset Load(
        string? named, CancellationToken cancellation = default, ImageShape? shape = null, bool skipCorrupt = false, string? preferred = null)
    {
        named ??= FromEnvironment();
        if (named == SyntheticWord)
            return Synthetic();
        if (preferred == Cifar100Reader.Layout.Name && Cifar100Reader.FindFolder(named ?? DefaultFolder) is { } hundred)
            return Cifar100Reader.Read(hundred);
        if (named is not null)
            return ReadFolder(named, shape ?? CifarShape, skipCorrupt);
        if (Cifar10Reader.FindFolder(DefaultFolder) is { } found)
            return Cifar10Reader.Read(found);
        try
        {
            Download(DefaultFolder, cancellation);
            return Cifar10Reader.Read(DefaultFolder);
        }
        catch (UserError e)
        {
            Say($"CIFAR-10 is not in {DefaultFolder} and could not be downloaded ({e.Message}).");
            return Synthetic();
        }
    }

    private Dataset ReadFolder(string folder, ImageShape shape, bool skipCorrupt)
    {
        if (Cifar10Reader.FindFolder(folder) is not null)
            return Cifar10Reader.Read(folder);
        if (Cifar100Reader.FindFolder(folder) is not null)
            return Cifar100Reader.Read(folder);
        var options = new ImageFolderOptions { SkipCorrupt = skipCorrupt, Say = Say };
        if (ImageFolderReader.IsImageFolder(folder))
            return ImageFolderReader.Read(folder, shape, options);
        if (PetsReader.IsPets(folder))
            return PetsReader.Read(folder, shape, options);
        throw new UserError(
            $"{folder}: no data here: expected the binary version of CIFAR-10 ({Cifar10Reader.FolderName}) or CIFAR-100 ({Cifar100Reader.FolderName}), "
            + $"pictures in train/CLASS and test/CLASS or in train and test with {LabelFile.Name}, or images and annotations as Oxford-IIIT Pets has them");
    }

    /// <summary>
    /// Makes sure that CIFAR-10 is in a folder (default: <c>MODELGEN_DATA</c>, else <c>./data</c>) and whole; returns it.
    /// </summary>
    /// <exception cref="UserError">It is damaged, or cannot be downloaded.</exception>
    public Dataset Prepare(string? named, CancellationToken cancellation = default)
    {
        string folder = named ?? FromEnvironment() ?? DefaultFolder;
        if (folder == SyntheticWord)
            return Synthetic();
        if (Cifar10Reader.FindFolder(folder) is null)
            Download(folder, cancellation);
        return Cifar10Reader.Read(folder);
    }

    private void Download(string folder, CancellationToken cancellation)
    {
        Say($"Downloading CIFAR-10 (162 MB) from {Archive.Address} into {folder} …");
        ShowProgress(progress => Archive.Download(folder, progress, cancellation));
    }

    private Dataset Synthetic()
    {
        Say(SyntheticImages.Notice);
        return MakeSynthetic();
    }

    private static string? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? folder : null;
}
