namespace ModelGen.Compiler.Spec.Files;

/// <summary>Paths of specs: relative to the project, with forward slashes.</summary>
internal static class SpecPath
{
    /// <summary>
    /// The path of a file that another mentions relative to itself. What leads out of the project keeps its leading <c>..</c>.
    /// </summary>
    public static string Combine(string fromFile, string relative)
    {
        var parts = fromFile.Split('/').ToList();
        parts.RemoveAt(parts.Count - 1);
        foreach (string part in relative.Replace('\\', '/').Split('/'))
        {
            if (part is "" or ".")
                continue;
            if (part == ".." && parts.Count > 0 && parts[parts.Count - 1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else
                parts.Add(part);
        }

        return string.Join("/", parts);
    }
}
