namespace ModelGen.Data;

/// <summary>
/// Reads pictures from folders: <c>train/CLASS/*.jpg</c> and <c>test/CLASS/*.jpg</c> (or <c>val</c>), or, where pictures have any number of
/// classes, a file <c>labels.csv</c> in each of the two (<see cref="LabelFile"/>). Pictures of any size are resized so that they cover the
/// model's input, and cut in the middle.
/// </summary>
public static class ImageFolderReader
{
    private static readonly string[] TestNames = ["test", "val", "validation"];

    /// <summary>Whether a folder is laid out like that.</summary>
    public static bool IsImageFolder(string directory) =>
        Directory.Exists(Path.Combine(directory, "train")) && TestFolder(directory) is not null;

    /// <param name="directory">With <c>train</c> and <c>test</c>.</param>
    /// <param name="shape">Of the model's input; pictures have three channels.</param>
    /// <param name="options">Null: stop at the first picture that cannot be read.</param>
    /// <exception cref="UserError">The folders are not as expected, or a picture cannot be read.</exception>
    public static Dataset Read(string directory, ImageShape shape, ImageFolderOptions? options = null)
    {
        options ??= new ImageFolderOptions();
        string train = Path.Combine(directory, "train");
        string test = TestFolder(directory)
            ?? throw new UserError($"{directory}: expected folders train and test, with a folder for each class in them");
        bool hasLabelFile = File.Exists(LabelFile.In(train));
        if (hasLabelFile != File.Exists(LabelFile.In(test)))
            throw new UserError($"{directory}: {LabelFile.Name} in {(hasLabelFile ? train : test)} alone: expected one in both folders, or in neither");
        var (classes, trainImages, testImages) = hasLabelFile
            ? ReadLabelled(train, test, shape, options)
            : ReadFolders(train, test, shape, options);
        return new Dataset
        {
            Name = Path.GetFileName(Path.GetFullPath(directory)),
            Source = Path.GetFullPath(directory),
            IsSynthetic = false,
            ClassNames = classes,
            Train = trainImages,
            Test = testImages,
            Normalization = Normalization.Of(trainImages),
        };
    }

    private static (string[] Classes, ImageSet Train, ImageSet Test) ReadFolders(
        string train, string test, ImageShape shape, ImageFolderOptions options)
    {
        string[] classes = ClassesOf(train);
        if (ClassesOf(test).Except(classes).FirstOrDefault() is { } unknown)
            throw new UserError($"{Path.Combine(test, unknown)}: a class that {train} does not have");
        return (classes, ReadSplit(train, classes, shape, options), ReadSplit(test, classes, shape, options));
    }

    private static (string[] Classes, ImageSet Train, ImageSet Test) ReadLabelled(
        string train, string test, ImageShape shape, ImageFolderOptions options)
    {
        var (first, second) = (LabelFile.Read(train), LabelFile.Read(test));
        return first.Classes.SequenceEqual(second.Classes)
            ? ([.. first.Classes], first.ReadPictures(shape, options), second.ReadPictures(shape, options))
            : throw new UserError($"{second.Path}: its classes are not those of {first.Path}, in their order: {string.Join(", ", first.Classes)}");
    }

    private static string? TestFolder(string directory) =>
        TestNames.Select(n => Path.Combine(directory, n)).FirstOrDefault(Directory.Exists);

    private static string[] ClassesOf(string folder)
    {
        string[] classes = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
            : [];
        return classes.Length > 0 ? classes : throw new UserError($"{folder}: expected a folder for each class");
    }

    private static ImageSet ReadSplit(string folder, string[] classes, ImageShape shape, ImageFolderOptions options)
    {
        var files = classes.SelectMany((name, label) => PictureFiles.In(Path.Combine(folder, name))
            .Select(file => (File: file, Label: label))).ToList();
        if (files.Count == 0)
            throw new UserError($"{folder}: no pictures ({string.Join(", ", PictureFiles.Extensions)}) in the folders of its classes");
        return new LabelledPictures(folder, shape, options).Read(
            [.. files.Select(f => f.File)], (pixels, which) => new ImageSet(shape, pixels, [.. which.Select(i => files[i].Label)]));
    }
}
