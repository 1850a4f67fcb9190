using System.Globalization;
using System.Text.RegularExpressions;
using ModelGen.Compiler.Elaboration;

namespace ModelGen.Compiler.Tests.Zoo;

/// <summary>
/// The drafts of the language, which a reference interpreter has run against torchvision: results.txt has its parameter counts (of Keras
/// networks, buffers included).
/// </summary>
public partial class DraftTests
{
    private static readonly string Folder = Path.GetFullPath(Repository.File("../shared/language"));

    [SkippableFact]
    public void Every_draft_has_the_counts_of_the_reference_interpreter()
    {
        Skip.IfNot(Directory.Exists(Folder), Folder + " does not exist");
        var drafts = SpecFolder.OnDisk(Folder);
        var results = drafts.Paths.Select(drafts.Compile).ToList();
        // The drafts have no `allow`: what the lint says of torchvision's own choices is another matter.
        Assert.DoesNotContain(results.SelectMany(r => r.Diagnostics), d => !d.Descriptor.Id.StartsWith("MG2", StringComparison.Ordinal));
        var models = results.SelectMany(r => r.Models).ToDictionary(m => m.Name, m => GraphMeasures.Of(m.Root));
        var expected = File.ReadLines(Path.Combine(Folder, "results.txt")).Select(l => Row().Match(l)).Where(m => m.Success).ToList();
        Assert.Equal(expected.Select(m => m.Groups[1].Value).Order(StringComparer.Ordinal), models.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected, row =>
        {
            var found = models[row.Groups[1].Value];
            double count = double.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture);
            Assert.True(count == found.Parameters || count == found.Weights, $"{row.Groups[1].Value}: expected {count}, found {found}");
        });
    }

    [GeneratedRegex(@"^(\w+)\s+params\s+(\d+)")]
    private static partial Regex Row();
}
