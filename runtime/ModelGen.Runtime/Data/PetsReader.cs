namespace ModelGen.Data;

/// <summary>
/// Reads the layout of the Oxford-IIIT Pet data set (Parkhi et al., CVPR 2012; https://www.robots.ox.ac.uk/~vgg/data/pets/): pictures in
/// <c>images</c>, and in <c>annotations</c> the files <c>trainval.txt</c> and <c>test.txt</c>, whose lines begin with a picture's name
/// without
/// <c>.jpg</c>. A picture's class is its name before the last underscore: <c>Abyssinian_100</c> is an Abyssinian.
/// </summary>
public static class PetsReader
{
    private const string Images = "images";
    private const string Annotations = "annotations";
    private const string TrainList = "trainval.txt";
    private const string TestList = "test.txt";

    /// <summary>Whether a folder is laid out like that.</summary>
    public static bool IsPets(string directory) =>
        Directory.Exists(Path.Combine(directory, Images)) && File.Exists(Path.Combine(directory, Annotations, TrainList));

    /// <param name="directory">With <c>images</c> and <c>annotations</c>.</param>
    /// <param name="shape">Of the model's input; pictures have three channels.</param>
    /// <param name="options">Null: stop at the first picture that cannot be read.</param>
    /// <exception cref="UserError">A list is not as expected, or a picture is missing or cannot be read.</exception>
    public static Dataset Read(string directory, ImageShape shape, ImageFolderOptions? options = null)
    {
        options ??= new ImageFolderOptions();
        var train = ReadList(Path.Combine(directory, Annotations, TrainList));
        var test = ReadList(Path.Combine(directory, Annotations, TestList));
        // In the order of the official class numbers, which do not tell capitals from small letters.
        string[] classes = [.. train.Select(p => p.Class).Distinct().Order(StringComparer.OrdinalIgnoreCase)];
        if (test.FirstOrDefault(p => !classes.Contains(p.Class)) is { Class: not null } unknown)
            throw new UserError($"{Path.Combine(directory, Annotations, TestList)}: {unknown.Name}: a class that {TrainList} does not have");
        var trainImages = ReadPictures(directory, TrainList, train, classes, shape, options);
        return new Dataset
        {
            Name = Path.GetFileName(Path.GetFullPath(directory)),
            Source = Path.GetFullPath(directory),
            IsSynthetic = false,
            ClassNames = classes,
            Train = trainImages,
            Test = ReadPictures(directory, TestList, test, classes, shape, options),
            Normalization = Normalization.Of(trainImages),
        };
    }

    private static ImageSet ReadPictures(
        string directory, string list, List<(string Name, string Class)> pictures, string[] classes, ImageShape shape, ImageFolderOptions options) =>
        new LabelledPictures(Path.Combine(directory, Annotations, list), shape, options).Read(
            [.. pictures.Select(p => Path.Combine(directory, Images, p.Name + ".jpg"))],
            (pixels, which) => new ImageSet(shape, pixels, [.. which.Select(i => Array.IndexOf(classes, pictures[i].Class))]));

    private static List<(string Name, string Class)> ReadList(string path)
    {
        var pictures = new List<(string, string)>();
        string[] lines = TextLines.Read(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string name = lines[i].Split(' ', 2)[0].Trim();
            // A comment, as in the set's list.txt, or an empty line at the end.
            if (name.Length == 0 || name[0] == '#')
                continue;
            int underscore = name.LastIndexOf('_');
            if (underscore < 1 || name.AsSpan().ContainsAny('/', '\\'))
                throw new UserError($"{path}: line {i + 1}: {name}: expected the name of a picture that begins with its class, such as Abyssinian_100");
            pictures.Add((name, name[..underscore]));
        }

        return pictures.Count > 0 ? pictures : throw new UserError(
            $"{path}: no pictures: expected a line for each, such as Abyssinian_100 1 1 1");
    }
}
