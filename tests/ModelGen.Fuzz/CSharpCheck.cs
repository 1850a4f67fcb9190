using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using static TorchSharp.torch;

namespace ModelGen.Fuzz;

/// <summary>Compiles the C# of models, as a project that uses them would.</summary>
internal static class CSharpCheck
{
    private static readonly IReadOnlyList<MetadataReference> References = Referenced();

    /// <summary>The first error, or null.</summary>
    /// <param name="models">Models that the compiler found right.</param>
    /// <param name="compiles">Whether the C# is compiled too, which takes longer than all else.</param>
    public static string? FirstError(IEnumerable<ModelGraph> models, bool compiles)
    {
        List<string> sources = [];
        foreach (var model in models)
        {
            try
            {
                sources.Add(CSharpBackend.Emit(model, "Fuzzed"));
            }
            catch (Exception exception)
            {
                return $"exception while {model.Name} was emitted: {exception}";
            }
        }

        if (!compiles)
            return null;
        var compilation = CSharpCompilation.Create(
            "Fuzzed",
            sources.Select(s => CSharpSyntaxTree.ParseText(s)),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return compilation.GetDiagnostics().FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?.ToString();
    }

    private static List<MetadataReference> Referenced()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(p => Path.GetDirectoryName(p) == framework)
                .Select(p => MetadataReference.CreateFromFile(p)),
            MetadataReference.CreateFromFile(typeof(Tensor).Assembly.Location),
            MetadataReference.CreateFromFile(typeof(ModelInfo).Assembly.Location),
        ];
    }
}
