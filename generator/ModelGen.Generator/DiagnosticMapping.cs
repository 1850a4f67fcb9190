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

    /// <summary>Reports a finding with the severity that the project gives it, if it is to be seen.</summary>
    public static void Report(SourceProductionContext output, Compiler.Diagnostics.Diagnostic finding, SpecSeverities severities)
    {
        var descriptor = Descriptors.GetOrAdd(finding.Descriptor.Id, _ => Descriptor(finding.Descriptor));
        var severity = severities.Find(finding.Span.Path, finding.Descriptor.Id) switch
        {
            ReportDiagnostic.Suppress => (RoslynSeverity?)null,
            ReportDiagnostic.Hidden => RoslynSeverity.Hidden,
            ReportDiagnostic.Info => RoslynSeverity.Info,
            ReportDiagnostic.Warn => RoslynSeverity.Warning,
            ReportDiagnostic.Error => RoslynSeverity.Error,
            _ => descriptor.DefaultSeverity,
        };
        if (severity is { } shown)
            output.ReportDiagnostic(RoslynDiagnostic.Create(
                descriptor, ToLocation(finding.Span), shown, finding.Related.Select(ToLocation), properties: null, finding.Message));
    }

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
