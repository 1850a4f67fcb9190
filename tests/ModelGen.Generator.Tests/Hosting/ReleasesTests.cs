using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Generator.Tests.Hosting;

/// <summary>The list of rules that each release brings.</summary>
public class ReleasesTests
{
    [Fact]
    public void Every_diagnostic_has_its_row()
    {
        var rows = new[] { "Shipped", "Unshipped" }
            .SelectMany(f => File.ReadLines(Repository.File($"generator/ModelGen.Generator/AnalyzerReleases.{f}.md")))
            .Where(l => l.StartsWith("MG", StringComparison.Ordinal));
        var expected = Descriptors.All.Select(d => $"{d.Id} | ModelGen | {d.Severity} | {d.Title}");
        Assert.Equal(expected, rows.Order(StringComparer.Ordinal));
    }
}
