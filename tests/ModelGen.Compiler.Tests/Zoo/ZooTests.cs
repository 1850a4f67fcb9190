using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Elaboration;

namespace ModelGen.Compiler.Tests.Zoo;

/// <summary>Every spec of models/ compiles. A new file is tested by existing.</summary>
public class ZooTests
{
    private static readonly SpecFolder Models = SpecFolder.OnDisk(Repository.File("models"));

    public static TheoryData<string> Paths => [.. Models.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public void The_spec_compiles_without_a_diagnostic(string path) =>
        Assert.Empty(
            Models.Compile(path).Diagnostics.Where(d => d.Descriptor.Severity > DiagnosticSeverity.Info).Select(d => d.ToString()));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Compiling_twice_gives_equal_graphs(string path) => Assert.Equal(Models.Compile(path), Models.Compile(path));

    [Theory]
    [InlineData("resnet_cifar.yaml", "ResNet20", 269_722)]
    [InlineData("resnet_cifar.yaml", "ResNet1202_B", 19_424_026)]
    [InlineData("preresnet_cifar.yaml", "PreResNet110", 1_730_522)]
    public void The_model_has_the_published_number_of_parameters(string path, string model, double parameters) =>
        Assert.Equal(parameters, GraphMeasures.Of(Models.Compile(path).Models.Single(m => m.Name == model).Root).Parameters);

    [Fact]
    public void Depth_costs_no_scopes()
    {
        var models = Models.Compile("resnet_cifar.yaml").Models;
        Assert.Equal(Scopes("ResNet20"), Scopes("ResNet1202"));

        int Scopes(string model) => Distinct(models.Single(m => m.Name == model).Root).Distinct(ReferenceEqualityComparer.Instance).Count();

        static IEnumerable<Graph.Scope> Distinct(Graph.Scope scope) =>
            scope.Nodes.OfType<Graph.ScopeNode>().Where(n => n.Scope.Kind == Graph.ScopeKind.Block).Select(n => n.Scope)
                .Concat(scope.Nodes.OfType<Graph.ScopeNode>().SelectMany(n => Distinct(n.Scope)));
    }
}
