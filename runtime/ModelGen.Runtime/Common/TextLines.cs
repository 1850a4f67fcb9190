namespace ModelGen;

/// <summary>Text files of users, line by line.</summary>
internal static class TextLines
{
    /// <exception cref="UserError">The file is missing or cannot be read.</exception>
    public static string[] Read(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path}: cannot be read: {e.Message}", e);
        }
    }
}
