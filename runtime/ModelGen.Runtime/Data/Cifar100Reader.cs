namespace ModelGen.Data;

/// <summary>Reads CIFAR-100's binary version: records have a coarse and a fine label, of which the fine one is the class.</summary>
public static class Cifar100Reader
{
    public const string FolderName = "cifar-100-binary";

    internal static readonly CifarLayout Layout = new(
        "CIFAR-100", FolderName, ["train.bin"], "test.bin", TrainImages: 50_000, LabelBytes: 2, "fine_label_names.txt", Classes: 100, Normalization.Cifar100);

    /// <summary>
    /// The folder with the files: <paramref name="directory"/> itself or its <c>cifar-100-binary</c>; null when neither has any of them.
    /// </summary>
    public static string? FindFolder(string directory) => Layout.FindFolder(directory);

    /// <summary>Reads all 60,000 images.</summary>
    /// <exception cref="UserError">A file is missing, truncated or something else; the message names it.</exception>
    public static Dataset Read(string directory) => Layout.Read(directory);
}
