using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator;

/// <summary>
/// Severities that an <c>.editorconfig</c> gives to findings in some specs: <c>modelgen_diagnostic.MG2004.severity = none</c> in a section for
/// YAML files. Roslyn applies its own <c>dotnet_diagnostic</c> to C# files alone, and shows generators every other key.
/// </summary>
internal sealed record SpecSeverities(EquatableArray<SpecSeverity> All)
{
    /// <summary>Those for one file: all ids it may ask for are known.</summary>
    public static IEnumerable<SpecSeverity> Read(AdditionalText file, AnalyzerConfigOptionsProvider options)
    {
        if (!SpecInputReader.IsSpec(file, options))
            yield break;
        var own = options.GetOptions(file);
        foreach (var descriptor in Descriptors.All)
        {
            if (own.TryGetValue($"modelgen_diagnostic.{descriptor.Id}.severity", out string? word) && Parse(word) is { } severity)
                yield return new SpecSeverity(file.Path, descriptor.Id, severity);
        }
    }

    /// <summary>Null where the project says nothing.</summary>
    public ReportDiagnostic? Find(string path, string id) => All.FirstOrDefault(s => s.Path == path && s.Id == id)?.Severity;

    /// <summary>The words of <c>dotnet_diagnostic</c>.</summary>
    private static ReportDiagnostic? Parse(string word) => word.Trim().ToLowerInvariant() switch
    {
        "none" => ReportDiagnostic.Suppress,
        "silent" or "refactoring" => ReportDiagnostic.Hidden,
        "suggestion" => ReportDiagnostic.Info,
        "warning" => ReportDiagnostic.Warn,
        "error" => ReportDiagnostic.Error,
        _ => null,
    };
}

/// <param name="Path">Of the spec.</param>
/// <param name="Id">Of the finding: <c>MG2004</c>.</param>
internal sealed record SpecSeverity(string Path, string Id, ReportDiagnostic Severity);
