using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace ModelGen.Generator.Tests.Incremental;

/// <summary>A spec in memory.</summary>
internal sealed class SpecText(string path, string text) : AdditionalText
{
    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
}

/// <summary>What MSBuild tells of the project and of its additional files. Paths start with <c>/project/</c>.</summary>
internal sealed class ProjectOptions : AnalyzerConfigOptionsProvider
{
    public const string Directory = "/project/";

    /// <summary>Metadata <c>Namespace</c> by path.</summary>
    public Dictionary<string, string> Namespaces { get; } = [];

    /// <summary>What sections of an .editorconfig say, by path: key and value.</summary>
    public Dictionary<string, Dictionary<string, string>> Sections { get; } = [];

    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(new()
    {
        ["build_property.RootNamespace"] = "My.Models",
        ["build_property.ProjectDir"] = Directory,
    });

    public ProjectOptions Copy()
    {
        var copy = new ProjectOptions();
        foreach (var (path, name) in Namespaces)
            copy.Namespaces.Add(path, name);
        foreach (var (path, section) in Sections)
            copy.Sections.Add(path, section);
        return copy;
    }

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
    {
        var values = new Dictionary<string, string>();
        if (textFile.Path.EndsWith(".yaml", StringComparison.Ordinal))
            values["build_metadata.AdditionalFiles.ModelSpec"] = "true";
        if (Namespaces.TryGetValue(textFile.Path, out string? name))
            values["build_metadata.AdditionalFiles.Namespace"] = name;
        foreach (var (key, value) in Sections.GetValueOrDefault(textFile.Path) ?? [])
            values[key] = value;
        return new Options(values);
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, out string value) => values.TryGetValue(key, out value!);
    }
}
