using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using ModelGen.Compiler.Text;
using RoslynDiagnostic = Microsoft.CodeAnalysis.Diagnostic;
using RoslynSeverity = Microsoft.CodeAnalysis.DiagnosticSeverity;
using RoslynSpan = Microsoft.CodeAnalysis.Text.TextSpan;

namespace ModelGen.Generator;

/// <summary>Turns the compiler's findings into Roslyn's, so that the build prints them as <c>models/x.yaml(12,7): error MG3001: …</c>.</summary>
internal static class DiagnosticMapping
{
    private static readonly ConcurrentDictionary<string, DiagnosticDescriptor> Descriptors = new(StringComparer.Ordinal);

    public static RoslynDiagnostic ToRoslyn(Compiler.Diagnostics.Diagnostic finding) => RoslynDiagnostic.Create(
        Descriptors.GetOrAdd(finding.Descriptor.Id, _ => Descriptor(finding.Descriptor)),
        ToLocation(finding.Span),
        finding.Related.Select(ToLocation),
        finding.Message);

    private static Location ToLocation(SourceSpan span) => Location.Create(
        span.Path,
        new RoslynSpan(span.Start, span.Length),
        new LinePositionSpan(new LinePosition(span.StartLine, span.StartColumn), new LinePosition(span.EndLine, span.EndColumn)));

    private static DiagnosticDescriptor Descriptor(Compiler.Diagnostics.DiagnosticDescriptor descriptor) => new(
        descriptor.Id,
        descriptor.Title,
        // The compiler has formatted the message already.
        messageFormat: "{0}",
        category: "ModelGen",
        descriptor.Severity switch
        {
            Compiler.Diagnostics.DiagnosticSeverity.Error => RoslynSeverity.Error,
            Compiler.Diagnostics.DiagnosticSeverity.Warning => RoslynSeverity.Warning,
            _ => RoslynSeverity.Info,
        },
        isEnabledByDefault: true,
        helpLinkUri: descriptor.HelpLink);
}
