using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Generator.Tests.Emission;
using ModelGen.Generator.Tests.Incremental;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Snapshots;

/// <summary>Generated code as a reader sees it.</summary>
public class SnapshotTests
{
    [Theory]
    [InlineData("ResNet20")]
    [InlineData("PreResNet20")]
    public void Model(string name) => Snapshot.Verify(CSharpBackend.Emit(Zoo.Model(name), "ModelGen.Models"), "cs", name);

    [Fact]
    public void Registry() => Snapshot.Verify(CSharpBackend.EmitRegistry(Zoo.Models.Select(m => "ModelGen.Models." + m.Name), "ModelGen.Models"), "cs");

    [Fact]
    public void Diagnostics()
    {
        var run = new GeneratorRun(
            ("syntax.yaml", "input: [3, 8, 8\nclasses: 10\n"),
            ("key.yaml", "input: [3, 8, 8]\nclases: 10\n"),
            ("shape.yaml", """
                input: [3, 8, 8]
                classes: 10
                backbone:
                  - {conv: 4, kernel_size: 11, name: conv1}
                head: [global_avg_pool, {linear: $classes, name: fc}]
                variants:
                  Tiny: {}
                """));
        Snapshot.Verify(string.Concat(run.Diagnostics.Select(d => d + "\n")), "txt");
    }

    [Fact]
    public void The_zoo_compiles_without_a_warning() => Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, ZooSources()));

    [SkippableFact]
    public void The_zoo_compiles_without_a_warning_against_the_real_TorchSharp()
    {
        string? assembly = Environment.GetEnvironmentVariable(CompilationTests.RealAssembly);
        Skip.If(string.IsNullOrEmpty(assembly), CompilationTests.RealAssembly + " is not set to the path of a TorchSharp.dll");
        Assert.Empty(GeneratedCode.ComplaintsAgainst(assembly!, ZooSources()));
    }

    private static string[] ZooSources() =>
    [
        .. Zoo.Models.Select(m => CSharpBackend.Emit(m, "ModelGen.Models")),
        CSharpBackend.EmitRegistry(Zoo.Models.Select(m => "ModelGen.Models." + m.Name), "ModelGen.Models"),
    ];
}
