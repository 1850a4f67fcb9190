using System.Text;
using System.Text.RegularExpressions;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Tests.Diagnostics;

/// <summary>
/// A page of docs/diagnostics: cause, a wrong spec with what the compiler says of it, and a right one. Examples are fragments: a list is a
/// backbone, and sections that a model needs are added. One that is marked <c>yaml whole</c> stands as it is.
/// </summary>
internal sealed partial class DiagnosticPage(string id, string text)
{
    public static string Folder { get; } = Repository.File("docs/diagnostics");

    public string Id => id;

    public string Heading => text.Split('\n')[0];

    public bool HasExamples => text.Contains("\n## Wrong\n", StringComparison.Ordinal);

    /// <summary>What the page says the compiler prints.</summary>
    public string Printed => Output().Match(text).Groups[1].Value;

    public static DiagnosticPage Read(string id) =>
        new(id, File.ReadAllText(Path.Combine(Folder, id + ".md")).Replace("\r\n", "\n", StringComparison.Ordinal));

    /// <summary>The diagnostics of the wrong example, in its own lines.</summary>
    public IReadOnlyList<Diagnostic> Wrong(out string printed)
    {
        var (diagnostics, print) = Compile("Wrong");
        printed = print;
        return diagnostics;
    }

    public IReadOnlyList<Diagnostic> Right() => Compile("Right").Diagnostics;

    /// <summary>The page with the output that the compiler has now.</summary>
    public string WithOutput(string printed) =>
        Output().Replace(text, "\n```text\n" + printed.Replace("$", "$$", StringComparison.Ordinal) + "```\n", 1);

    private (IReadOnlyList<Diagnostic> Diagnostics, string Printed) Compile(string section)
    {
        var examples = Example().Matches(text[text.IndexOf($"\n## {section}\n", StringComparison.Ordinal)..].Split("\n## ", 3)[1])
            .Select(m => new ExampleFile(m.Groups[1].Value.Contains("whole", StringComparison.Ordinal), m.Groups[2].Value)).ToList();
        var folder = SpecFolder.InMemory([.. examples.Select(e => (e.Name, e.Framed))]);
        var diagnostics = examples.SelectMany(e => folder.Compile(e.Name).Diagnostics).Distinct()
            .Where(d => d.Descriptor.Severity > DiagnosticSeverity.Info || d.Descriptor.Id == id).ToList();
        var printed = new StringBuilder();
        foreach (var diagnostic in diagnostics)
            printed.Append(Print(diagnostic, examples.First(e => e.Name == diagnostic.Span.Path)));
        return (diagnostics, printed.ToString());
    }

    /// <summary>As the build prints it, and the line with the span underlined.</summary>
    private static string Print(Diagnostic diagnostic, ExampleFile file)
    {
        int line = diagnostic.Span.StartLine - file.Offset;
        string severity = diagnostic.Descriptor.Severity.ToString().ToLowerInvariant();
        string head = $"{file.Name}({line + 1},{diagnostic.Span.StartColumn + 1}): {severity} {diagnostic.Descriptor.Id}: {diagnostic.Message}\n";
        string[] lines = file.Text.Split('\n');
        if (line < 0 || line >= lines.Length || lines[line].Length > 150)
            return head;
        string underlined = new string(' ', diagnostic.Span.StartColumn) + new string('^', Math.Max(1, diagnostic.Span.Length));
        return head + lines[line].Replace('\t', ' ') + "\n" + underlined + "\n";
    }

    [GeneratedRegex("```(yaml[a-z ]*)\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("\n```text\n(.*?)```\n", RegexOptions.Singleline)]
    private static partial Regex Output();

    /// <summary>One file of an example.</summary>
    private sealed class ExampleFile
    {
        public ExampleFile(bool isWhole, string text)
        {
            Text = text;
            Name = text.StartsWith("# ", StringComparison.Ordinal) && text.Split('\n')[0].EndsWith(".yaml", StringComparison.Ordinal)
                ? text.Split('\n')[0][2..]
                : "model.yaml";
            bool isFragment = !isWhole && Name == "model.yaml";
            Offset = isFragment ? SpecFrame.LinesBefore(text) : 0;
            Framed = isFragment ? SpecFrame.Complete(text) : text;
        }

        public string Name { get; }

        public string Text { get; }

        public string Framed { get; }

        /// <summary>Lines that the frame has before the example.</summary>
        public int Offset { get; }
    }
}
