namespace ModelGen.Data;

/// <summary>Which files are pictures.</summary>
internal static class PictureFiles
{
    public static IReadOnlyList<string> Extensions { get; } = [".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tga"];

    /// <summary>All pictures in a folder and below, in the order of their paths; none where the folder does not exist.</summary>
    public static IReadOnlyList<string> In(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)]
        : [];
}
