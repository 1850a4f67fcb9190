namespace ModelGen.Compiler.Tests;

/// <summary>Specs of a folder, on disk or in memory, compiled as the build would.</summary>
internal sealed class SpecFolder
{
    private readonly Dictionary<string, SpecFile> files;

    private SpecFolder(IEnumerable<SpecFile> files) => this.files = files.ToDictionary(f => f.RelativePath);

    public IEnumerable<string> Paths => files.Keys.Order(StringComparer.Ordinal);

    public static SpecFolder OnDisk(string root) => new(Directory.GetFiles(root, "*.yaml", SearchOption.AllDirectories)
        .Select(path => (Path: path, Relative: Path.GetRelativePath(root, path).Replace('\\', '/')))
        .Where(file =>
            !file.Relative.StartsWith("bin/", StringComparison.Ordinal) && !file.Relative.StartsWith("obj/", StringComparison.Ordinal))
        .Select(file => new SpecFile(file.Path, file.Relative, File.ReadAllText(file.Path))));

    public static SpecFolder InMemory(params (string Path, string Text)[] texts) =>
        new(texts.Select(t => new SpecFile(t.Path, t.Path, t.Text)));

    public string TextOf(string path) => files[path].Text;

    public CompilationResult Compile(string path) => SpecCompiler.Compile(files[path], other => files.GetValueOrDefault(other));

    /// <summary>Compiles another text in the place of a file, or a file that the folder has not.</summary>
    public CompilationResult CompileText(string path, string text)
    {
        var file = files.TryGetValue(path, out var known) ? known with { Text = text } : new SpecFile(path, path, text);
        return SpecCompiler.Compile(file, other => other == path ? file : files.GetValueOrDefault(other));
    }
}
