namespace ModelGen.Compiler.Diagnostics;

/// <summary>One kind of finding. Its page is <c>docs/diagnostics/ID.md</c>: cause, wrong, right.</summary>
public sealed record DiagnosticDescriptor(string Id, string Title, DiagnosticSeverity Severity)
{
    /// <summary>The message, one line, with {0}, {1}, … for what was found and expected.</summary>
    public string MessageFormat { get; init; } = "{0}";

    public string HelpLink => $"docs/diagnostics/{Id}.md";
}
