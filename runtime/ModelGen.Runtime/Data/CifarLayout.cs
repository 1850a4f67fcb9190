using System.Globalization;

namespace ModelGen.Data;

/// <summary>
/// A binary layout of the CIFAR family (https://www.cs.toronto.edu/~kriz/cifar.html): files of records, a record being some label bytes and
/// 3,072 pixel bytes (1,024 red, 1,024 green, 1,024 blue, row after row), and a file of class names, one a line.
/// </summary>
/// <param name="Name">Of the data set.</param>
/// <param name="FolderName">Of the official archive.</param>
/// <param name="TrainFiles">In order.</param>
/// <param name="TestFile">One file.</param>
/// <param name="TrainImages">In each training file.</param>
/// <param name="LabelBytes">At the head of a record; the last of them is the class.</param>
/// <param name="NamesFile">One class a line.</param>
/// <param name="Classes">How many.</param>
/// <param name="Normalization">Of the training images.</param>
internal sealed record CifarLayout(
    string Name, string FolderName, IReadOnlyList<string> TrainFiles, string TestFile, int TrainImages, int LabelBytes, string NamesFile, int Classes, Normalization Normalization)
{
    private const int TestImages = 10_000;
    private static readonly ImageShape Shape = new(3, 32, 32);

    private int RecordBytes => LabelBytes + Shape.Size;

    private IEnumerable<(string File, int Images)> Files => TrainFiles.Select(f => (f, TrainImages)).Append((TestFile, TestImages));

    /// <summary>The folder with the files: the one given or its folder of the archive's name; null when neither has any of them.</summary>
    public string? FindFolder(string directory) =>
        new[] { directory, Path.Combine(directory, FolderName) }.FirstOrDefault(
            folder => Files.Any(f => File.Exists(Path.Combine(folder, f.File))));

    /// <summary>Reads all images.</summary>
    /// <exception cref="UserError">A file is missing, truncated or something else; the message names it.</exception>
    public Dataset Read(string directory)
    {
        string folder = FindFolder(directory) ?? throw new UserError(
            $"{directory}: no {Name} here: expected {(TrainFiles.Count > 1 ? $"{TrainFiles[0]} … {TrainFiles[^1]}" : TrainFiles[0])} and {TestFile} (the official binary version) in it or in its folder {FolderName}");
        CheckFiles(folder);
        return new Dataset
        {
            Name = Name,
            Source = Path.GetFullPath(folder),
            IsSynthetic = false,
            ClassNames = ReadNames(Path.Combine(folder, NamesFile)),
            Train = ReadFiles(folder, TrainFiles, TrainImages),
            Test = ReadFiles(folder, [TestFile], TestImages),
            Normalization = Normalization,
        };
    }

    /// <summary>Checks that all files are there in full, before anyone reads the first.</summary>
    public void CheckFiles(string folder)
    {
        foreach (var (file, images) in Files)
            CheckSize(Path.Combine(folder, file), images);
        ReadNames(Path.Combine(folder, NamesFile));
    }

    private void CheckSize(string path, int images)
    {
        long expected = images * (long)RecordBytes;
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new UserError($"{path}: not found; the other files of {Name}'s binary version are here, so this one was lost: prepare the data again");
        if (file.Length != expected)
        {
            string labels = LabelBytes == 1 ? "1 label" : $"{LabelBytes.ToString(CultureInfo.InvariantCulture)} labels";
            throw new UserError(string.Create(CultureInfo.InvariantCulture,
                $"{path}: {file.Length:N0} bytes, expected {expected:N0} ({images:N0} records of {labels} and 3,072 pixels): the file is {(file.Length < expected ? "truncated, or" : "")} not of {Name}'s binary version"));
        }
    }

    private string[] ReadNames(string path)
    {
        if (!File.Exists(path))
            throw new UserError($"{path}: not found; it holds the {Classes} class names, one a line");
        string[] names = [.. File.ReadLines(path).Take(1000).Select(l => l.Trim()).Where(l => l.Length > 0)];
        return names.Length == Classes ? names : throw new UserError($"{path}: {names.Length} class names, expected {Classes}, one a line");
    }

    private ImageSet ReadFiles(string folder, IReadOnlyList<string> files, int images)
    {
        var pixels = new byte[files.Count * images * Shape.Size];
        var labels = new int[files.Count * images];
        for (int f = 0; f < files.Count; f++)
            ReadFile(Path.Combine(folder, files[f]), pixels.AsSpan(f * images * Shape.Size), labels.AsSpan(f * images, images));
        return new ImageSet(Shape, pixels, labels);
    }

    private void ReadFile(string path, Span<byte> pixels, Span<int> labels)
    {
        Span<byte> head = stackalloc byte[LabelBytes];
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
            for (int i = 0; i < labels.Length; i++)
            {
                stream.ReadExactly(head);
                int label = head[^1];
                if (label >= Classes)
                    throw new UserError($"{path}: record {i}: label {label}, expected 0 to {Classes - 1}: the file is not of {Name}'s binary version");
                labels[i] = label;
                stream.ReadExactly(pixels.Slice(i * Shape.Size, Shape.Size));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
