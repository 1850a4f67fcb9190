using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;

namespace ModelGen.Compiler.Yaml;

/// <summary>A YAML file that is no model spec, read by the same reader: nodes with their places, and the same complaints about the text.</summary>
public sealed class YamlDocument
{
    private readonly SourceText text;

    private YamlDocument(SourceText text, YamlMapping root) => (this.text, Root) = (text, root);

    public YamlMapping Root { get; }

    /// <summary>Where a node stands.</summary>
    public SourceSpan Locate(YamlNode node) => text.Locate(text.FirstLine(node.Span));

    /// <param name="file">The text, and its path as messages call it.</param>
    /// <param name="diagnostics">What is wrong with the text; with an error among them there is no document.</param>
    /// <returns>Null where the text cannot be read.</returns>
    public static YamlDocument? Read(SpecFile file, out EquatableArray<Diagnostic> diagnostics)
    {
        var findings = new FindingList();
        var root = YamlReader.Read(file.RelativePath, file.Text, findings);
        var map = new SourceMap();
        map.Add(file, root);
        diagnostics = DiagnosticsStep.Run(findings.All, map, models: 0);
        return root is null || findings.Errors > 0 ? null : new YamlDocument(new SourceText(file.Path, file.Text), root);
    }
}
