using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Text;
using ModelGen.Generator.Tests.Graphs;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>Heads beside the main one: <c>forward</c> leaves them out, <c>forward_with_aux</c> gives both.</summary>
public class AuxiliaryTests
{
    private static readonly Shape Image = new(3, 8, 8);

    [Fact]
    public void Forward_leaves_auxiliary_heads_out()
    {
        var lines = Method("public override Tensor forward(");
        Assert.DoesNotContain(lines, l => l.Contains("Aux", StringComparison.Ordinal));
        Assert.Contains("conv.relu_();", lines);
    }

    [Fact]
    public void Forward_with_aux_gives_both_and_disposes_the_rest()
    {
        Assert.Equal(
            [
                "var conv = Conv.call(input);",
                "conv.relu_();",
                "var aux = Aux.call(conv);",
                "var fc = Fc.call(conv);",
                "conv.Dispose();",
                "return (fc, [aux]);",
            ],
            Method("forward_with_aux("));
    }

    [Fact]
    public void The_class_is_one_with_auxiliary_outputs_and_compiles()
    {
        string source = CSharpBackend.Emit(Model(), "N");
        Assert.Contains("public sealed partial class M : nn.Module<Tensor, Tensor>, IInferenceForm, IAuxiliaryOutputs", source);
        Assert.Contains("public IReadOnlyList<double> AuxiliaryWeights { get; } = [0.4];", source);
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, source));
    }

    [Fact]
    public void Both_outputs_train_all_the_weights()
    {
        using var module = GeneratedCode.Create(Model());
        using var input = rand(2, 3, 8, 8);
        var (output, auxiliary) = ((IAuxiliaryOutputs)module).forward_with_aux(input);
        using var loss = output.square().sum() + auxiliary[0].square().sum();
        loss.backward();
        Assert.All(module.named_parameters(), p => Assert.False(p.parameter.grad is null, p.name));
        using var alone = module.call(input);
        Assert.True(alone.allclose(output));
    }

    private static ModelGraph Model()
    {
        var graph = ResNets.Model("M", new ScopeBuilder(Image)
            .Op("c", "conv", "conv", arguments: [("out_channels", 4), ("kernel_size", 3)])
            .Op("r", "relu")
            .Child("a", "aux", Head(), from: "r")
            .Child("h", "fc", Head(), from: "r"));
        return graph with { Auxiliary = new EquatableArray<AuxiliaryOutput>(new AuxiliaryOutput("a", 0.4)) };
    }

    private static Scope Head() => new ScopeBuilder(new Shape(4, 6, 6)).Op("p", "global_avg_pool").Op("l", "linear", "fc", arguments: ("out_features", 10))
        .Build(ScopeKind.Block, "Head");

    private static List<string> Method(string signature)
    {
        var lines = CSharpBackend.Emit(Model(), "N").Split('\n').ToList();
        int start = lines.FindIndex(l => l.Contains(signature, StringComparison.Ordinal)) + 2;
        return lines.Skip(start).TakeWhile(l => l != "    }").Select(l => l.Split("  //")[0].Trim()).ToList();
    }
}
