using System.Globalization;

namespace ModelGen.Data;

/// <summary>Reads CIFAR-10's binary version: five training files and one test file of 10,000 images each.</summary>
public static class Cifar10Reader
{
    public const string FolderName = "cifar-10-batches-bin";

    internal static readonly CifarLayout Layout = new(
        "CIFAR-10",
        FolderName,
        [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i.ToString(CultureInfo.InvariantCulture)}.bin")],
        "test_batch.bin",
        TrainImages: 10_000,
        LabelBytes: 1,
        "batches.meta.txt",
        Classes: 10,
        Normalization.Cifar10);

    /// <summary>The classes in the order of their labels, as batches.meta.txt gives them.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>
    /// The folder with the six files: <paramref name="directory"/> itself or its <c>cifar-10-batches-bin</c>; null when neither has any of
    /// them.
    /// </summary>
    public static string? FindFolder(string directory) => Layout.FindFolder(directory);

    /// <summary>Reads all 60,000 images.</summary>
    /// <exception cref="UserError">A file is missing, truncated or something else; the message names it.</exception>
    public static Dataset Read(string directory) => Layout.Read(directory);
}
