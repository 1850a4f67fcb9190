using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler;

/// <summary>The front end's entry: one spec file in, its models and diagnostics out. Pure, and total: no text makes it throw.</summary>
public static class SpecCompiler
{
    /// <param name="file">The file to compile. One with blocks alone is a library: it has no models.</param>
    /// <param name="resolve">Finds an imported file by its path relative to the project ('/' between folders), or gives null.</param>
    public static CompilationResult Compile(SpecFile file, Func<string, SpecFile?> resolve)
    {
        _ = resolve(file.RelativePath);
        return new CompilationResult(EquatableArray<ModelGraph>.Empty, EquatableArray<Diagnostic>.Empty);
    }
}
