using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using ModelGen.Compiler;
using ModelGen.Compiler.Backends.CSharp;

namespace ModelGen.Generator;

/// <summary>Picks the model specs out of a compilation's additional files.</summary>
internal static class SpecInputReader
{
    private const string Metadata = "build_metadata.AdditionalFiles.";

    /// <summary>The spec, or null for a file that is none or cannot be read.</summary>
    public static SpecInput? Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellation)
    {
        if (!IsSpec(file, options) || file.GetText(cancellation) is not { } text)
            return null;
        options.GlobalOptions.TryGetValue("build_property.ProjectDir", out string? projectDirectory);
        return new SpecInput(
            new SpecFile(file.Path, RelativePath(file.Path, projectDirectory ?? ""), text.ToString()),
            Namespace(options.GetOptions(file), Metadata + "Namespace") ?? RootNamespace(options.GlobalOptions));
    }

    public static bool IsSpec(AdditionalText file, AnalyzerConfigOptionsProvider options) =>
        options.GetOptions(file).TryGetValue(Metadata + "ModelSpec", out string? isSpec) && bool.TryParse(isSpec, out bool value) && value;

    /// <summary>The path below the project's directory, with forward slashes; a file elsewhere goes by its name.</summary>
    internal static string RelativePath(string path, string projectDirectory)
    {
        string file = path.Replace('\\', '/');
        string directory = projectDirectory.Replace('\\', '/').TrimEnd('/') + "/";
        return directory.Length > 1 && file.StartsWith(directory, StringComparison.OrdinalIgnoreCase)
            ? file.Substring(directory.Length)
            : file.Substring(file.LastIndexOf('/') + 1);
    }

    public static string? RootNamespace(AnalyzerConfigOptions global) => Namespace(global, "build_property.RootNamespace");

    private static string? Namespace(AnalyzerConfigOptions options, string key) =>
        options.TryGetValue(key, out string? value) && !string.IsNullOrWhiteSpace(value) ? CSharpName.Namespace(value) : null;
}
