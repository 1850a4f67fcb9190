using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Generator.Tests.Graphs;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>What is generated compiles, without a warning, against the Torch provider of this build and against the real TorchSharp.</summary>
public class CompilationTests
{
    internal const string RealAssembly = "MODELGEN_TORCHSHARP_ASSEMBLY";
    private static readonly Shape Image = new(16, 8, 8);

    public static TheoryData<string> Shapes => [.. Graphs.Keys];

    private static Dictionary<string, Func<ModelGraph>> Graphs { get; } = new()
    {
        ["ResNet20"] = () => ResNets.ResNet(20),
        ["OptionalEnd"] = () => TwoUses(b => b.Op("d", "dropout", "drop", when: "regularised", arguments: ("p", 0.5))),
        ["OptionalChain"] = () => TwoUses(b => b.Op("m", "batch_norm", "norm2", when: "deep").Op("r", "relu", when: "deep")
            .Op("e", "conv", "conv2", when: "deep", arguments: [("out_channels", 16), ("kernel_size", 1)])),
        ["OptionalFunction"] = () => TwoUses(b => b.Op("r", "relu", from: Node.Input, when: "a < b")),
        ["EitherOr"] = () => ResNets.Model("M", new ScopeBuilder(Image).Child("x", "x", EitherOr(true)).Child("y", "y", EitherOr(false))),
        ["Container"] = () => ResNets.Model("Container", new ScopeBuilder(Image).Child("x", "base", new ScopeBuilder(Image).Op("r", "relu")
            .Op("c", "conv", "class", arguments: [("out_channels", 8), ("kernel_size", 1)]).Build(ScopeKind.Sequence, "Base"))),
        ["Concat"] = () => ResNets.Model("Concat", new ScopeBuilder(Image).Op("a", "relu").Op("b", "batch_norm", "torch").Join("j", JoinKind.Concat, Node.Input, "a", "b")),
        ["Product"] = () => ResNets.Model("Product", new ScopeBuilder(Image).Op("a", "relu").Op("b", "batch_norm", "nn").Join("j", JoinKind.Multiply, Node.Input, "a", "b")),
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Generated_code_compiles(string shape)
    {
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, Sources(Graphs[shape]())));
    }

    [SkippableTheory]
    [MemberData(nameof(Shapes))]
    public void Generated_code_compiles_against_the_real_TorchSharp(string shape)
    {
        string? assembly = Environment.GetEnvironmentVariable(RealAssembly);
        Skip.If(string.IsNullOrEmpty(assembly), RealAssembly + " is not set to the path of a TorchSharp.dll");
        Assert.Empty(GeneratedCode.ComplaintsAgainst(assembly!, Sources(Graphs[shape]())));
    }

    [Fact]
    public void Names_of_the_spec_do_not_collide_with_those_of_the_generated_code()
    {
        // Keys that are C# keywords, types that the code uses, locals and members of nn.Module.
        var block = new ScopeBuilder(Image);
        foreach (string key in new[] { "class", "device", "dtype", "torch", "nn", "functional", "input", "forward", "training", "tensor", "base", "output", "name" })
            block.Op(key, "batch_norm", key);
        var model = new ScopeBuilder(Image).Child("x", "x", block.Build(ScopeKind.Block, "Tensor")).Child("y", "y", block.Build(ScopeKind.Block, "Conv2d"));
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, Sources(ResNets.Model("M", model))));
    }

    [Fact]
    public void Text_of_the_spec_cannot_break_out_of_comments_and_literals()
    {
        var graph = ResNets.ResNet(20) with { Description = "</summary> */ \"\"\" & <b>\n#endif // \u2028 x", File = "a\"b\\c.yaml" };
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, Sources(graph)));
    }

    private static string[] Sources(ModelGraph graph) =>
        [CSharpBackend.Emit(graph, "Generated"), CSharpBackend.EmitRegistry(["Generated." + graph.Name], "Generated")];

    /// <summary>A block of which each use has one of two norms, and no use both or none.</summary>
    private static Scope EitherOr(bool first) => new ScopeBuilder(Image)
        .Op(first ? "a" : "b", "batch_norm", first ? "norm1" : "norm2", when: first ? "first" : "second")
        .Op("c", "conv", "conv", arguments: [("out_channels", 16), ("kernel_size", 1)])
        .Join("j", JoinKind.Add, first ? "a" : "b", "c").Build(ScopeKind.Block, "Either");

    /// <summary>A block used twice: as it stands, and with steps at its end.</summary>
    private static ModelGraph TwoUses(Action<ScopeBuilder> end)
    {
        static ScopeBuilder Block() => new ScopeBuilder(Image).Op("n", "batch_norm", "norm");
        var longer = Block();
        end(longer);
        return ResNets.Model("M", new ScopeBuilder(Image)
            .Child("x", "x", Block().Build(ScopeKind.Block, "Basic")).Child("y", "y", longer.Build(ScopeKind.Block, "Basic")));
    }
}
