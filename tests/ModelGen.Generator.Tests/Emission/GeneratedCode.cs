using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>Compiles generated sources in memory, with nullable analysis and warnings as errors.</summary>
internal static class GeneratedCode
{
    private const string MissingDocumentation = "CS1591";
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        """;

    /// <summary>A model's class, compiled against the Torch provider of this test run and loaded.</summary>
    public static Assembly Load(ModelGraph graph, string? @namespace = "Generated")
    {
        using var image = new MemoryStream();
        var result = Compile([CSharpBackend.Emit(graph, @namespace)], Trusted(typeof(Tensor).Assembly, typeof(ModelInfo).Assembly)).Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return Assembly.Load(image.ToArray());
    }

    /// <summary>A new instance of a model, with fresh weights.</summary>
    public static nn.Module<Tensor, Tensor> Create(ModelGraph graph) =>
        ((ModelInfo)Load(graph).GetType("Generated." + graph.Name)!.GetProperty("Info")!.GetValue(null)!).Create(null);

    /// <summary>
    /// What the compiler objects to, warnings included, when the sources are compiled against the given TorchSharp assembly, together with the
    /// sources of the runtime that they call.
    /// </summary>
    public static IReadOnlyList<string> ComplaintsAgainst(string torchSharp, params string[] sources)
    {
        string[] runtime =
        [
            GlobalUsings,
            .. Directory.GetFiles(Repository.File("runtime/ModelGen.Runtime/Models"), "*.cs").Select(File.ReadAllText),
            File.ReadAllText(Repository.File("runtime/ModelGen.Runtime/Training/Recipe.cs")),
        ];
        var references = Trusted().Append(MetadataReference.CreateFromFile(torchSharp));
        var compilation = Compile([.. runtime, .. sources], references);
        var runtimeFiles = compilation.SyntaxTrees.Take(runtime.Length).ToHashSet();
        return
        [
            .. compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)
                .Where(d => d.Id != MissingDocumentation || !runtimeFiles.Contains(d.Location.SourceTree!)).Select(d => d.ToString()),
        ];
    }

    private static CSharpCompilation Compile(IEnumerable<string> sources, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "Generated",
        sources.Select((s, i) => CSharpSyntaxTree.ParseText(s, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Diagnose), "source" + i + ".cs")),
        references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            // TorchSharp was built against an older framework's assemblies, which today's stand in for.
            specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress)]));

    /// <summary>The framework's assemblies, and the given ones.</summary>
    private static IEnumerable<MetadataReference> Trusted(params Assembly[] more)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetDirectoryName(p) == framework)
            .Concat(more.Select(a => a.Location))
            .Select(p => MetadataReference.CreateFromFile(p));
    }
}
