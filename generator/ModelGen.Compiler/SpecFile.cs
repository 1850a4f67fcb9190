namespace ModelGen.Compiler;

/// <summary>
/// One text handed in by the host. <paramref name="Path"/> is as the host knows it, and appears in diagnostics;
/// <paramref name="RelativePath"/> is relative to the project, with forward slashes, and appears in generated code.
/// </summary>
public sealed record SpecFile(string Path, string RelativePath, string Text);
