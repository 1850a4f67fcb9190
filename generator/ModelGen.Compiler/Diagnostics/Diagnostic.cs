using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Diagnostics;

/// <summary>
/// A finding, joined with its place in the text. <paramref name="Related"/>: the calls that led there, or the other half of a clash.
/// </summary>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, SourceSpan Span, string Message, EquatableArray<SourceSpan> Related)
{
    /// <summary>As MSBuild prints it: <c>models/x.yaml(12,7): error MG3001: …</c>.</summary>
    public override string ToString() =>
        $"{Span.Path}({Span.StartLine + 1},{Span.StartColumn + 1}): {Descriptor.Severity.ToString().ToLowerInvariant()} {Descriptor.Id}: {Message}";
}
