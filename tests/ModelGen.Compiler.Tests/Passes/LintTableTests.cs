using System.Text;
using System.Text.RegularExpressions;

namespace ModelGen.Compiler.Tests.Passes;

/// <summary>docs/dropout.md says what the lint finds in the zoo, with nothing allowed. MODELGEN_UPDATE_DOCS=1 rewrites it.</summary>
public partial class LintTableTests
{
    private static readonly SpecFolder Models = SpecFolder.OnDisk(Repository.File("models"));

    [Fact]
    public void The_table_is_up_to_date()
    {
        var table = new StringBuilder("| file | found | models | first |\n|---|---|---:|---|\n");
        foreach (string path in Models.Paths)
        {
            var findings = Models.CompileText(path, Allow().Replace(Models.TextOf(path), string.Empty)).Diagnostics
                .Where(d => d.Descriptor.Id.StartsWith("MG2", StringComparison.Ordinal));
            foreach (var group in findings.GroupBy(d => d.Descriptor).OrderBy(g => g.Key.Id, StringComparer.Ordinal))
            {
                var first = group.First();
                var count = InVariants().Match(first.Message);
                string models = count.Success ? count.Groups[1].Value : "1";
                string file = first.Span.Path[(first.Span.Path.LastIndexOf("models/", StringComparison.Ordinal) + 7)..];
                table.Append($"| `{path}` | [{group.Key.Id}](diagnostics/{group.Key.Id}.md) {group.Key.Title} | {models} | {file}, line {first.Span.StartLine + 1} |\n");
            }
        }

        string page = Repository.File("docs/dropout.md");
        string text = File.ReadAllText(page).Replace("\r\n", "\n", StringComparison.Ordinal);
        string updated = Between().Replace(text, "$1" + table + "$3");
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCS") == "1")
            File.WriteAllText(page, updated);
        else
            Assert.Equal(updated, text);
    }

    [GeneratedRegex(@"^ *allow: \[.*\n", RegexOptions.Multiline)]
    private static partial Regex Allow();

    [GeneratedRegex(@"\(in (\d+) variants\)")]
    private static partial Regex InVariants();

    [GeneratedRegex("(<!-- begin: lint -->\n)(.*?)(<!-- end: lint -->)", RegexOptions.Singleline)]
    private static partial Regex Between();
}
