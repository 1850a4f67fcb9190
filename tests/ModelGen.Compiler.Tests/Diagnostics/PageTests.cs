using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Tests.Diagnostics;

/// <summary>
/// The pages of docs/diagnostics are tests: the wrong example is reported as the page says, with id, message and underlined span, and the
/// right one compiles. With MODELGEN_UPDATE_DOCS=1 the pages are rewritten with what the compiler says now.
/// </summary>
public class PageTests
{
    private static readonly bool IsUpdating = Environment.GetEnvironmentVariable("MODELGEN_UPDATE_DOCS") == "1";

    public static TheoryData<string> Ids => [.. Descriptors.All.Select(d => d.Id)];

    public static TheoryData<string> IdsWithExamples => [.. WithExamples];

    private static IEnumerable<string> WithExamples =>
        Descriptors.All.Select(d => d.Id)
            .Where(id => !id.StartsWith("MG0", StringComparison.Ordinal) && DiagnosticPage.Read(id).HasExamples);

    [Fact]
    public void Every_page_belongs_to_a_diagnostic() => Assert.Equal(
        Descriptors.All.Select(d => d.Id + ".md").Order(StringComparer.Ordinal),
        Directory.GetFiles(DiagnosticPage.Folder, "MG*.md").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_is_headed_by_the_title(string id)
    {
        var descriptor = Descriptors.All.Single(d => d.Id == id);
        Assert.Equal($"# {id}: {descriptor.Title}", DiagnosticPage.Read(id).Heading, ignoreCase: true);
        Assert.Equal($"docs/diagnostics/{id}.md", descriptor.HelpLink);
    }

    /// <summary>Ids without examples: those of the host, and a limit of a quarter of a million characters.</summary>
    [Fact]
    public void All_pages_but_known_ones_have_examples() => Assert.Equal(
        ["MG0001", "MG0002", "MG0003", "MG1015"], Descriptors.All.Select(d => d.Id).Except(WithExamples));

    [Theory]
    [MemberData(nameof(IdsWithExamples))]
    public void The_wrong_example_is_reported_as_printed(string id)
    {
        var page = DiagnosticPage.Read(id);
        var diagnostics = page.Wrong(out string printed);
        if (IsUpdating)
            File.WriteAllText(Path.Combine(DiagnosticPage.Folder, id + ".md"), page.WithOutput(printed));
        else
            Assert.Equal(page.Printed, printed);
        Assert.Contains(diagnostics, d => d.Descriptor.Id == id);
    }

    [Theory]
    [MemberData(nameof(IdsWithExamples))]
    public void The_right_example_compiles(string id) =>
        Assert.Empty(DiagnosticPage.Read(id).Right().Where(d => d.Descriptor.Severity > DiagnosticSeverity.Info).Select(d => d.ToString()));
}
