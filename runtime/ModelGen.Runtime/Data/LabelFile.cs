namespace ModelGen.Data;

/// <summary>
/// The classes of pictures that have any number of them: <c>labels.csv</c> beside the pictures (RFC 4180). Its first line is <c>file</c>
/// and the names of the classes, each further line a picture's path from the folder and 1 or 0 for each class.
/// </summary>
internal sealed class LabelFile
{
    public const string Name = "labels.csv";

    private const string FileColumn = "file";
    private readonly string folder;
    private readonly List<string> files = [];
    private readonly List<bool[]> marks = [];

    private LabelFile(string folder, IReadOnlyList<string> classes) => (this.folder, Classes) = (folder, classes);

    public IReadOnlyList<string> Classes { get; }

    public string Path => In(folder);

    public static string In(string folder) => System.IO.Path.Combine(folder, Name);

    /// <exception cref="UserError">The file is not as described; the message names the line.</exception>
    public static LabelFile Read(string folder)
    {
        string path = In(folder);
        string[] lines = TextLines.Read(path);
        string[] header = [.. lines.Length > 0 ? CsvLine.Cells(lines[0]) : []];
        if (header.Length < 2 || header[0] != FileColumn || header.Any(string.IsNullOrWhiteSpace)
            || header.Distinct().Count() != header.Length)
            throw new UserError($"{path}: line 1: expected {FileColumn} and the names of the classes, such as {FileColumn},cat,dog");
        var result = new LabelFile(folder, header[1..]);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length > 0)
                result.Add(CsvLine.Cells(lines[i]), i + 1);
        }

        return result.files.Count > 0 ? result : throw new UserError($"{path}: no pictures: expected a line for each, such as 1.jpg,1,0");
    }

    public ImageSet ReadPictures(ImageShape shape, ImageFolderOptions options) =>
        new LabelledPictures(folder, shape, options).Read(files, (pixels, which) =>
    {
        var labels = new bool[which.Count, Classes.Count];
        for (int i = 0; i < which.Count; i++)
        {
            for (int c = 0; c < Classes.Count; c++)
                labels[i, c] = marks[which[i]][c];
        }

        return new ImageSet(shape, pixels, new LabelSets(labels));
    });

    private void Add(IReadOnlyList<string> cells, int line)
    {
        if (cells.Count != Classes.Count + 1)
            throw new UserError($"{Path}: line {line}: {cells.Count} cells, expected {Classes.Count + 1}: a picture and {Classes.Count} times 1 or 0");
        if (cells.Skip(1).FirstOrDefault(c => c is not ("0" or "1")) is { } wrong)
            throw new UserError($"{Path}: line {line}: {(wrong.Length == 0 ? "an empty cell" : wrong)}: expected 1 or 0 for each class");
        files.Add(System.IO.Path.Combine(folder, cells[0]));
        marks.Add([.. cells.Skip(1).Select(c => c == "1")]);
    }
}
