using System.Reflection;

namespace ModelGen.Compiler.Diagnostics;

/// <summary>
/// The registry of diagnostics. MG1: YAML; MG2: reserved for lint; MG3: the language; MG4: shapes; MG5: expectations; MG6: training.
/// Each has a page in docs/diagnostics and a test; a contract test holds the three together.
/// </summary>
public static partial class Descriptors
{
    private static readonly Lazy<IReadOnlyList<DiagnosticDescriptor>> Registry = new(() => typeof(Descriptors)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(f => f.FieldType == typeof(DiagnosticDescriptor))
        .Select(f => (DiagnosticDescriptor)f.GetValue(null)!)
        .OrderBy(d => d.Id, StringComparer.Ordinal)
        .ToList());

    /// <summary>All of them, by id.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All => Registry.Value;

    private static DiagnosticDescriptor Error(string id, string title, string messageFormat) =>
        new(id, title, DiagnosticSeverity.Error) { MessageFormat = messageFormat };

    private static DiagnosticDescriptor Info(string id, string title, string messageFormat) =>
        new(id, title, DiagnosticSeverity.Info) { MessageFormat = messageFormat };

    private static DiagnosticDescriptor Warning(string id, string title, string messageFormat) =>
        new(id, title, DiagnosticSeverity.Warning) { MessageFormat = messageFormat };
}
