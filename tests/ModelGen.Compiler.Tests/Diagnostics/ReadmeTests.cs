using System.Text;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Tests.Diagnostics;

/// <summary>docs/diagnostics/README.md is what the registry and the compiler say, so that it stays true.</summary>
public class ReadmeTests
{
    private static readonly (string Prefix, string What)[] Groups =
    [
        ("MG0", "The project, and the compiler itself"), ("MG1", "YAML"), ("MG2", "Lint"), ("MG30", "Files, sections, variants"),
            ("MG31", "Items, blocks and arguments"),
        ("MG32", "Names, expressions, tables, taps, dropout"), ("MG4", "Shapes"), ("MG5", "Expectations"), ("MG6", "Training"),
    ];

    [Fact]
    public void The_overview_is_up_to_date()
    {
        string path = Path.Combine(DiagnosticPage.Folder, "README.md");
        string text = Overview();
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCS") == "1")
            File.WriteAllText(path, text);
        Assert.Equal(text, File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_broken_file_gets_one_message() => Assert.All(BrokenFiles.All, file => Assert.Single(Compile(file.Text)));

    [Fact]
    public void Every_diagnostic_is_in_one_group() =>
        Assert.All(Descriptors.All, d => Assert.Single(Groups, g => d.Id.StartsWith(g.Prefix, StringComparison.Ordinal)));

    private static string Overview()
    {
        var text = new StringBuilder("""
            # Diagnostics

            Errors and warnings appear in `dotnet build` and in the editor at the word they are about, as `models/x.yaml(12,7): error MG3106: …`. A
            spec or variant with an error is left out of the build; the others are not affected. What several variants share is reported once, with
            their number. Places in other files that belong to an error (the calls of blocks that led there, the other half of a clash) go along as
            related locations.

            Warnings are turned off in the spec, `allow: [MG3013]`, for a project in a `.globalconfig`, `dotnet_diagnostic.MG3013.severity = none`, or for some
            files in a section of an `.editorconfig`, `[models/old/*.yaml]`, as `modelgen_diagnostic.MG3013.severity = none` (Roslyn applies `dotnet_diagnostic` there to
            C# files alone). Other severities are `suggestion`, `warning` and `error`.

            ## Ten broken files

            This page is written by a test that compiles the files below.

            """);
        foreach (var (what, file) in BrokenFiles.All)
            text.Append($"\n### {what}\n\n```yaml\n{file}```\n\n```text\n{string.Concat(Compile(file).Select(d => d + "\n"))}```\n");
        text.Append("\n## All of them\n");
        foreach (var (prefix, what) in Groups.Where(g => Descriptors.All.Any(d => d.Id.StartsWith(g.Prefix, StringComparison.Ordinal))))
        {
            text.Append($"\n### {what}\n\n| id | severity | |\n|---|---|---|\n");
            foreach (var descriptor in Descriptors.All.Where(d => d.Id.StartsWith(prefix, StringComparison.Ordinal)))
                text.Append(
                    $"| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Severity.ToString().ToLowerInvariant()} | {descriptor.Title} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<Diagnostic> Compile(string text) =>
        SpecFolder.InMemory(("models/tiny.yaml", text)).Compile("models/tiny.yaml").Diagnostics
        .Where(d => d.Descriptor.Severity > DiagnosticSeverity.Info);
}
