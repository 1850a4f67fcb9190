using System.Collections.Concurrent;
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
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    // TorchSharp was built against an older framework's assemblies, which today's stand in for.
    private static readonly KeyValuePair<string, ReportDiagnostic> OlderFramework = new("CS1701", ReportDiagnostic.Suppress);
    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Preview, DocumentationMode.Diagnose);
    private static readonly Lazy<IReadOnlyList<MetadataReference>> Framework = new(() => References(isFramework: true));
    private static readonly ConcurrentDictionary<string, MetadataReference> Runtimes = new(StringComparer.Ordinal);

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
    /// What the compiler objects to, warnings included, when the sources are compiled against the given TorchSharp assembly and the runtime.
    /// </summary>
    public static IReadOnlyList<string> ComplaintsAgainst(string torchSharp, params string[] sources)
    {
        var compilation = Compile(
            sources.Select(Parse), [.. Framework.Value, MetadataReference.CreateFromFile(torchSharp), Runtimes.GetOrAdd(torchSharp, RuntimeAgainst)]);
        return [.. compilation.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning).Select(d => d.ToString())];
    }

    /// <summary>The runtime, built against the given TorchSharp: this test run's own where that is the one, else compiled from its sources.</summary>
    private static MetadataReference RuntimeAgainst(string torchSharp)
    {
        if (torchSharp == typeof(Tensor).Assembly.Location)
            return MetadataReference.CreateFromFile(typeof(ModelInfo).Assembly.Location);
        string root = Repository.File("runtime/ModelGen.Runtime");
        var files = Directory.GetFiles(root, "*.cs", SearchOption.AllDirectories)
            .Where(f => !new[] { "bin", "obj", "Providers/System" }.Any(folder => Path.GetRelativePath(root, f).Replace('\\', '/').StartsWith(folder + "/", StringComparison.Ordinal)));
        var runtime = CSharpCompilation.Create(
            "ModelGen.Runtime",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, Parsing), .. files.Select(f => CSharpSyntaxTree.ParseText(File.ReadAllText(f), Parsing, f))],
            [.. Framework.Value, .. References(isFramework: false), MetadataReference.CreateFromFile(torchSharp)],
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: [OlderFramework]));
        // Its signatures are what matters: the build with TorchProvider=assembly is what compiles it whole, JSON serializers generated.
        return runtime.ToMetadataReference();
    }

    private static CSharpCompilation Compile(IEnumerable<SyntaxTree> sources, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        "Generated",
        sources,
        references,
        new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable,
            generalDiagnosticOption: ReportDiagnostic.Error,
            specificDiagnosticOptions: [OlderFramework]));

    private static SyntaxTree Parse(string source, int index) => CSharpSyntaxTree.ParseText(source, Parsing, "source" + index + ".cs");

    /// <summary>The framework's assemblies, or the packages of this test run; of ModelGen and TorchSharp none.</summary>
    private static IReadOnlyList<MetadataReference> References(bool isFramework)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string[] ours = ["ModelGen.", "TorchSharp"];
        return [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => Path.GetDirectoryName(p) == framework == isFramework)
            .Where(p => !ours.Any(o => Path.GetFileName(p).StartsWith(o, StringComparison.Ordinal)))
            .Select(p => MetadataReference.CreateFromFile(p))];
    }
}
