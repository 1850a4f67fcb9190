namespace ModelGen;

/// <summary>Files that are either the old one or the whole new one: written aside and renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> through <paramref name="write"/>; makes its folder if needed.</summary>
    /// <exception cref="UserError">The folder or file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        // In the same folder, because a rename is atomic only within one file system.
        string aside = $"{full}.{Environment.ProcessId}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.ReadWrite))
            {
                write(stream);
                // On the disk before it takes the old file's name: else a power cut could leave neither.
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, full, overwrite: true);
        }
        // The last is how .NET says that a file would pass the largest size that the system allows it (EFBIG).
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" })
        {
            throw new UserError($"{path}: cannot be written: {e.Message}", e);
        }
        finally
        {
            if (File.Exists(aside))
                File.Delete(aside);
        }
    }
}
