namespace ModelGen.Compiler.Text;

/// <summary>A place in a file: lines and columns from 0, and the same place as offsets into the text.</summary>
public sealed record SourceSpan(string Path, int StartLine, int StartColumn, int EndLine, int EndColumn, int Start, int Length);
