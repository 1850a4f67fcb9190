using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using ModelGen.Generator.Tests.Incremental;

namespace ModelGen.Generator.Tests.Hosting;

/// <summary>
/// The compiler loads analyzers into contexts that hold one assembly of a name (Roslyn's AnalyzerAssemblyLoader; in Visual Studio, one for all).
/// Whoever comes second gets the first one's YamlDotNet, whatever its version: microsoft/CsWin32#221.
/// </summary>
public sealed class AnalyzerLoadingTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("modelgen-analyzers").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_generator_works_beside_an_analyzer_with_another_YamlDotNet()
    {
        EmitForeignYamlDotNet();
        foreach (string file in new[] { "ModelGen.Generator.dll", "ModelGen.Compiler.dll", "ModelGen.YamlDotNet.dll" })
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(directory, file));

        var context = new OneNameOneAssembly(directory);
        var foreign = context.LoadFromAssemblyName(new AssemblyName("YamlDotNet"));
        Assert.Equal("5.0.0.0", foreign.GetName().Version!.ToString());
        var generator = (IIncrementalGenerator)Activator.CreateInstance(
            context.LoadFromAssemblyName(new AssemblyName("ModelGen.Generator")).GetType("ModelGen.Generator.ModelGenerator")!)!;
        Assert.NotEqual(typeof(ModelGenerator), generator.GetType());

        var driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()], [new SpecText(ProjectOptions.Directory + "a.yaml", "a: [unclosed")], null, new ProjectOptions());
        var result = driver.RunGenerators(CSharpCompilation.Create("Project")).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        // It parsed: the finding is about YAML, and not that an assembly or a method is missing.
        Assert.Equal(["MG1001"], result.Diagnostics.Select(d => d.Id));
        Assert.Contains(context.Assemblies, a => a.GetName().Name == "ModelGen.YamlDotNet");
    }

    [Fact]
    public void No_assembly_of_the_analyzer_asks_for_YamlDotNet_by_its_own_name()
    {
        foreach (string file in new[] { "ModelGen.Generator.dll", "ModelGen.Compiler.dll", "ModelGen.YamlDotNet.dll" })
        {
            var assembly = Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, file));
            Assert.DoesNotContain(assembly.GetReferencedAssemblies(), name => name.Name == "YamlDotNet");
        }

        Assert.Empty(AssemblyName.GetAssemblyName(Path.Combine(AppContext.BaseDirectory, "ModelGen.YamlDotNet.dll")).GetPublicKeyToken()!);
    }

    [Fact]
    public void The_license_of_YamlDotNet_travels_with_it()
    {
        string notices = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "THIRD-PARTY-NOTICES.txt"));
        Assert.Contains("Antoine Aubry and contributors", notices);
        Assert.Contains("The above copyright notice and this permission notice shall be included", notices);
    }

    /// <summary>An assembly called YamlDotNet, of another version, with nothing in it that our compiler could use.</summary>
    private void EmitForeignYamlDotNet()
    {
        var compilation = CSharpCompilation.Create(
            "YamlDotNet",
            [CSharpSyntaxTree.ParseText("[assembly: System.Reflection.AssemblyVersion(\"5.0.0.0\")] namespace YamlDotNet { public class Foreign { } }")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.True(compilation.Emit(Path.Combine(directory, "YamlDotNet.dll")).Success);
    }

    /// <summary>Finds assemblies in one directory by their simple names alone; Roslyn's own come from the host.</summary>
    private sealed class OneNameOneAssembly(string directory) : AssemblyLoadContext("analyzers")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(directory, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromStream(new MemoryStream(File.ReadAllBytes(path))) : null;
        }
    }
}
