using System.Globalization;

namespace ModelGen.Data;

/// <summary>
/// Reads CIFAR-10's binary layout (https://www.cs.toronto.edu/~kriz/cifar.html): six files of 10,000 records, a record being one label byte
/// and 3,072 pixel bytes (1,024 red, 1,024 green, 1,024 blue, row after row), and the class names, one a line.
/// </summary>
public static class Cifar10Reader
{
    public const string FolderName = "cifar-10-batches-bin";

    private const int ImagesPerFile = 10_000;
    private static readonly ImageShape Shape = new(3, 32, 32);
    private static readonly string[] TrainFiles = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i.ToString(CultureInfo.InvariantCulture)}.bin")];
    private const string TestFile = "test_batch.bin";
    private const string NamesFile = "batches.meta.txt";

    /// <summary>The classes in the order of their labels, as batches.meta.txt gives them.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>The folder with the six files: <paramref name="directory"/> itself or its <c>cifar-10-batches-bin</c>; null when neither has any of them.</summary>
    public static string? FindFolder(string directory) =>
        new[] { directory, Path.Combine(directory, FolderName) }
            .FirstOrDefault(folder => TrainFiles.Append(TestFile).Any(file => File.Exists(Path.Combine(folder, file))));

    /// <summary>Reads all 60,000 images.</summary>
    /// <exception cref="UserError">A file is missing, truncated or something else; the message names it.</exception>
    public static Dataset Read(string directory)
    {
        string folder = FindFolder(directory) ?? throw new UserError(
            $"{directory}: no CIFAR-10 here: expected data_batch_1.bin … data_batch_5.bin and test_batch.bin (the official binary version) in it or in its folder {FolderName}");
        CheckFiles(folder);
        return new Dataset
        {
            Name = "CIFAR-10",
            Source = Path.GetFullPath(folder),
            IsSynthetic = false,
            ClassNames = ReadNames(Path.Combine(folder, NamesFile)),
            Train = ReadFiles(folder, TrainFiles),
            Test = ReadFiles(folder, [TestFile]),
            Normalization = Normalization.Cifar10,
        };
    }

    /// <summary>Checks that all files are there in full, before anyone reads the first.</summary>
    internal static void CheckFiles(string folder)
    {
        foreach (string file in TrainFiles.Append(TestFile))
            CheckSize(Path.Combine(folder, file));
        ReadNames(Path.Combine(folder, NamesFile));
    }

    private static void CheckSize(string path)
    {
        const long Expected = ImagesPerFile * (1L + 3072);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new UserError($"{path}: not found; the other files of CIFAR-10's binary version are here, so this one was lost: prepare the data again");
        if (file.Length != Expected)
        {
            throw new UserError(string.Create(CultureInfo.InvariantCulture,
                $"{path}: {file.Length:N0} bytes, expected {Expected:N0} (10,000 records of 1 label and 3,072 pixels): the file is {(file.Length < Expected ? "truncated, or" : "")} not of CIFAR-10's binary version"));
        }
    }

    private static IReadOnlyList<string> ReadNames(string path)
    {
        if (!File.Exists(path))
            throw new UserError($"{path}: not found; it holds the ten class names, one a line");
        string[] names = [.. File.ReadLines(path).Take(100).Select(l => l.Trim()).Where(l => l.Length > 0)];
        return names.Length == ClassNames.Count ? names : throw new UserError($"{path}: {names.Length} class names, expected {ClassNames.Count}, one a line");
    }

    private static ImageSet ReadFiles(string folder, string[] files)
    {
        var pixels = new byte[files.Length * ImagesPerFile * Shape.Size];
        var labels = new int[files.Length * ImagesPerFile];
        for (int f = 0; f < files.Length; f++)
            ReadFile(Path.Combine(folder, files[f]), pixels.AsSpan(f * ImagesPerFile * Shape.Size), labels.AsSpan(f * ImagesPerFile));
        return new ImageSet(Shape, pixels, labels);
    }

    private static void ReadFile(string path, Span<byte> pixels, Span<int> labels)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20);
            for (int i = 0; i < ImagesPerFile; i++)
            {
                int label = stream.ReadByte();
                if (label < 0 || label >= ClassNames.Count)
                    throw new UserError($"{path}: record {i}: label {label}, expected 0 to 9: the file is not of CIFAR-10's binary version");
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
