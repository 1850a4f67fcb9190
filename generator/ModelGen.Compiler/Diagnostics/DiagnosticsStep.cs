using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Diagnostics;

/// <summary>
/// The last step: joins findings with spans, and tells what several models have in common once ("in 8 variants").
/// </summary>
internal static class DiagnosticsStep
{
    /// <param name="models">How many models the file describes.</param>
    public static EquatableArray<Diagnostic> Run(IEnumerable<Finding> findings, SourceMap map, int models) => findings
        .GroupBy(f => (f.Descriptor, f.Place))
        .Select(group => Join([.. group], map, models))
        .OrderBy(d => d.Span.Path, StringComparer.Ordinal).ThenBy(d => d.Span.Start).ThenBy(d => d.Descriptor.Id, StringComparer.Ordinal)
        .ToEquatableArray();

    /// <summary>True if the place is in the one variant that the finding is about, so that nobody needs to be told.</summary>
    private static bool IsIn(Place place, IReadOnlyList<string> models) =>
        models.Count == 1
            && place is Place.InTree { Path: var path } && (path + ".").StartsWith($"variants.{models[0]}.", StringComparison.Ordinal);

    private static Diagnostic Join(IReadOnlyList<Finding> group, SourceMap map, int models)
    {
        var first = group[0];
        var found = group.SelectMany(f => f.Models).Distinct().ToList();
        string where = models < 2 || found.Count == 0 || IsIn(first.Place, found)
            ? string.Empty
            : found.Count == 1 ? $" (in {found[0]})" : $" (in {found.Count} variants)";
        var related = first.Related.Concat(first.Calls).Select(map.Locate).Where(s => s is not null).Select(s => s!);
        var span = map.Locate(first.Place) ?? new SourceSpan(first.Place.File, 0, 0, 0, 0, 0, 0);
        return new Diagnostic(first.Descriptor, span, first.Message + where, related.ToEquatableArray());
    }
}
