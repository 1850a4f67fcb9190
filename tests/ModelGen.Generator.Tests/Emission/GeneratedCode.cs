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
    // The runtime documents what says something; generated code documents everything.
    private static readonly string[] MissingDocumentation = ["CS1591", "CS1573"];
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.Diagnose);
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Framework = new(FrameworkReferences);
    private static readonly Lazy<IReadOnlyList<SyntaxTree>> Runtime = new(RuntimeTrees);
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        """;

    /// <summary>A model's class, compiled against the Torch provider of this test run and loaded.</summary>
    public static Assembly Load(ModelGraph graph, string? @namespace = "Generated")
    {
        using var image = new MemoryStream();
        var result = Compile(
            [Parse(CSharpBackend.Emit(graph, @namespace), 0)],
            [
                .. Framework.Value,
                MetadataReference.CreateFromFile(typeof(Tensor).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(ModelInfo).Assembly.Location),
            ]).Emit(image);
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
        var references = Framework.Value.Append(MetadataReference.CreateFromFile(torchSharp));
        var compilation = Compile([.. Runtime.Value, .. sources.Select(Parse)], references);
        return
        [
            .. compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning)
                .Where(d => !MissingDocumentation.Contains(d.Id) || !Runtime.Value.Contains(d.Location.SourceTree!)).Select(d => d.ToString()),
        ];
    }

    private static CSharpCompilation Compile(IEnumerable<SyntaxTree> sources, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "Generated",
        sources,
        references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            // TorchSharp was built against an older framework's assemblies, which today's stand in for.
            specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress)]));

    private static SyntaxTree Parse(string source, int index) => CSharpSyntaxTree.ParseText(source, Parsing, "source" + index + ".cs");

    /// <summary>The sources of the runtime that generated code calls.</summary>
    private static List<SyntaxTree> RuntimeTrees()
    {
        var files = Directory.GetFiles(Repository.File("runtime/ModelGen.Runtime/Models"), "*.cs")
            .Append(Repository.File("runtime/ModelGen.Runtime/Training/Recipe.cs")).Append(Repository.File("runtime/ModelGen.Runtime/Training/Augmentation.cs"));
        return [CSharpSyntaxTree.ParseText(GlobalUsings, Parsing), .. files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), Parsing, f))];
    }

    private static List<MetadataReference> FrameworkReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetDirectoryName(p) == framework)
            .Select(p => MetadataReference.CreateFromFile(p))];
    }
}
