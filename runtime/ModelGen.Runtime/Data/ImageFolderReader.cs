namespace ModelGen.Data;

/// <summary>
/// Reads pictures from folders: <c>train/CLASS/*.jpg</c> and <c>test/CLASS/*.jpg</c> (or <c>val</c>). Pictures of any size are resized so that
/// they cover the model's input, and cut in the middle.
/// </summary>
public static class ImageFolderReader
{
    private const int Named = 5;
    private static readonly string[] TestNames = ["test", "val", "validation"];

    /// <summary>Whether a folder is laid out like that.</summary>
    public static bool IsImageFolder(string directory) => Directory.Exists(Path.Combine(directory, "train")) && TestFolder(directory) is not null;

    /// <param name="directory">With <c>train</c> and <c>test</c>.</param>
    /// <param name="shape">Of the model's input; pictures have three channels.</param>
    /// <param name="options">Null: stop at the first picture that cannot be read.</param>
    /// <exception cref="UserError">The folders are not as expected, or a picture cannot be read.</exception>
    public static Dataset Read(string directory, ImageShape shape, ImageFolderOptions? options = null)
    {
        options ??= new ImageFolderOptions();
        if (shape.Channels != 3)
            throw new UserError($"{directory}: pictures have 3 channels, the model's input has {shape.Channels}");
        string train = Path.Combine(directory, "train");
        string test = TestFolder(directory) ?? throw new UserError($"{directory}: expected folders train and test, with a folder for each class in them");
        string[] classes = ClassesOf(train);
        if (ClassesOf(test).Except(classes).FirstOrDefault() is { } unknown)
            throw new UserError($"{Path.Combine(test, unknown)}: a class that {train} does not have");
        var trainImages = ReadSplit(train, classes, shape, options);
        return new Dataset
        {
            Name = Path.GetFileName(Path.GetFullPath(directory)),
            Source = Path.GetFullPath(directory),
            IsSynthetic = false,
            ClassNames = classes,
            Train = trainImages,
            Test = ReadSplit(test, classes, shape, options),
            Normalization = Normalization.Of(trainImages),
        };
    }

    private static string? TestFolder(string directory) => TestNames.Select(n => Path.Combine(directory, n)).FirstOrDefault(Directory.Exists);

    private static string[] ClassesOf(string folder)
    {
        string[] classes = Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)] : [];
        return classes.Length > 0 ? classes : throw new UserError($"{folder}: expected a folder for each class");
    }

    private static ImageSet ReadSplit(string folder, string[] classes, ImageShape shape, ImageFolderOptions options)
    {
        var files = classes.SelectMany((name, label) => PictureFiles.In(Path.Combine(folder, name)).Select(file => (File: file, Label: label))).ToList();
        if (files.Count == 0)
            throw new UserError($"{folder}: no pictures ({string.Join(", ", PictureFiles.Extensions)}) in the folders of its classes");
        if ((long)files.Count * shape.Size > Array.MaxLength)
            throw new UserError($"{folder}: {files.Count} pictures of {shape} are more than fit into memory as one block ({Array.MaxLength / shape.Size} do): give fewer, or a smaller input");
        var pixels = new byte[files.Count * shape.Size];
        var errors = new string?[files.Count];
        Parallel.For(0, files.Count, i =>
        {
            try
            {
                PictureReader.ToPlanes(CentreCrop.Cover(options.Decoder.Decode(files[i].File), shape.Width, shape.Height)).CopyTo(pixels.AsSpan(i * shape.Size));
            }
            catch (UserError e)
            {
                errors[i] = e.Message;
            }
        });
        if (!options.SkipCorrupt && errors.FirstOrDefault(e => e is not null) is { } error)
            throw new UserError($"{error} ({errors.Count(e => e is not null)} of {files.Count} pictures in {folder} cannot be read; --skip-corrupt leaves them out)");
        return WithoutErrors(folder, shape, pixels, [.. files.Select(f => f.Label)], errors, options);
    }

    private static ImageSet WithoutErrors(string folder, ImageShape shape, byte[] pixels, int[] labels, string?[] errors, ImageFolderOptions options)
    {
        var bad = errors.Where(e => e is not null).ToList();
        if (bad.Count == 0)
            return new ImageSet(shape, pixels, labels);
        options.Say($"warning: {folder}: {bad.Count} of {errors.Length} pictures cannot be read and are left out: {string.Join("; ", bad.Take(Named))}{(bad.Count > Named ? "; …" : "")}");
        int[] good = [.. Enumerable.Range(0, errors.Length).Where(i => errors[i] is null)];
        if (good.Length == 0)
            throw new UserError($"{folder}: none of its {errors.Length} pictures can be read");
        var kept = new byte[good.Length * shape.Size];
        for (int k = 0; k < good.Length; k++)
            pixels.AsSpan(good[k] * shape.Size, shape.Size).CopyTo(kept.AsSpan(k * shape.Size));
        return new ImageSet(shape, kept, [.. good.Select(i => labels[i])]);
    }
}
