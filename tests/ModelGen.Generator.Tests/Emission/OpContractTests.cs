using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Generator.Tests.Graphs;
using ModelGen.Generator.Tests.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>One contract for every op of the language: it has a C# form, which compiles and is what the compiler planned.</summary>
public class OpContractTests
{
    /// <summary>Cases by number: their text is in <see cref="OpCases"/>.</summary>
    public static TheoryData<int, string> Cases
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int i = 0; i < OpCases.All.Count; i++)
                data.Add(i, OpCases.All[i].ToString());
            return data;
        }
    }

    [Fact]
    public void Every_op_has_a_form_and_a_case()
    {
        Assert.Equal(OpRegistry.All.Select(op => op.Name), OpCases.All.Select(c => c.Op).Distinct().Order(StringComparer.Ordinal));
        Assert.All(OpRegistry.All, op => Assert.Equal(op.Name, CSharpOps.Find(op.Name).Op));
        Assert.All(OpRegistry.All, op => Assert.Equal(op.IsModule, CSharpOps.Find(op.Name) is ChildEmission));
    }

    [Fact]
    public void Every_form_compiles() => Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, Sources()));

    [SkippableFact]
    public void Every_form_compiles_against_the_real_TorchSharp()
    {
        string? assembly = Environment.GetEnvironmentVariable(CompilationTests.RealAssembly);
        Skip.If(string.IsNullOrEmpty(assembly), CompilationTests.RealAssembly + " is not set to the path of a TorchSharp.dll");
        Assert.Empty(GeneratedCode.ComplaintsAgainst(assembly!, Sources()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_op_gives_what_was_inferred(int index, string name)
    {
        var graph = Alone(index);
        var info = (ModelInfo)GeneratedCode.Load(graph).GetType("Generated." + graph.Name)!.GetProperty("Info")!.GetValue(null)!;
        using var module = info.Create(null);
        using var input = rand([2, .. graph.Input.Dimensions]);
        foreach (bool training in new[] { true, false })
        {
            module.train(training);
            using var output = module.call(input);
            Assert.Equal([2, .. graph.Root.Output.Dimensions], output.shape);
        }

        var planned = info.State.Select(s => s.Name + " " + string.Join("x", s.Shape) + " " + s.DType);
        var found = module.state_dict().Select(s => s.Key + " " + string.Join("x", s.Value.shape) + " " + s.Value.dtype.ToString().ToLowerInvariant());
        Assert.Equal(planned, found);
        Assert.Equal(module.named_parameters().Select(p => p.name).Order(), info.State.Where(s => s.IsParameter).Select(s => s.Name).Order());
        Assert.True(info.ParameterCount == module.parameters().Sum(p => p.numel()), name);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_op_trains_and_equals_an_evaluation_on_new_memory(int index, string name)
    {
        // A norm before the op keeps its input alone: the op runs in place if it has such a form, and the gradient must survive that. A join after it
        // adds the op's input, where shapes allow, so that the input must survive too.
        var graph = Surrounded(index);
        manual_seed(1);
        using var module = GeneratedCode.Create(graph);
        using var input = randn([2, .. graph.Input.Dimensions]);
        module.train();
        var (output, gradients) = Step(module, module.call(input));
        Assert.NotEmpty(gradients);
        if (IsRandom(OpCases.All[index].Op))
            module.eval();
        else
            AssertClose(Step(module, new PlainEvaluation(module).Run(graph, input)), (output, gradients), name);
        using var _ = no_grad();
        module.eval();
        Assert.True(module.call(input).allclose(new PlainEvaluation(module).Run(graph, input), rtol: 1e-5, atol: 1e-6), "outputs differ in eval mode: " + name);
    }

    private static bool IsRandom(string op) => op.StartsWith("drop", StringComparison.Ordinal) || op == "alpha_dropout";

    private static (Tensor Output, SortedDictionary<string, Tensor> Gradients) Step(nn.Module module, Tensor output)
    {
        module.zero_grad();
        using var loss = output.square().sum();
        loss.backward();
        return (output.detach(), new SortedDictionary<string, Tensor>(module.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone())));
    }

    private static void AssertClose(
        (Tensor Output, SortedDictionary<string, Tensor> Gradients) expected, (Tensor Output, SortedDictionary<string, Tensor> Gradients) found, string name)
    {
        Assert.True(found.Output.allclose(expected.Output, rtol: 1e-5, atol: 1e-6), "outputs differ: " + name);
        Assert.Equal(expected.Gradients.Keys, found.Gradients.Keys);
        // A gradient that cancels out, as that of a bias before a norm, is all rounding of those that do not.
        double largest = expected.Gradients.Values.Max(g => g.abs().max().item<float>());
        foreach (string parameter in found.Gradients.Keys)
            Assert.True(found.Gradients[parameter].allclose(expected.Gradients[parameter], rtol: 1e-4, atol: 1e-5 * Math.Max(1, largest)), "gradients of " + parameter + " differ: " + name);
    }

    private static string[] Sources() =>
        [.. Enumerable.Range(0, OpCases.All.Count).SelectMany(i => new[] { CSharpBackend.Emit(Alone(i), "Alone" + i), CSharpBackend.Emit(Surrounded(i), "Surrounded" + i) })];

    private static ModelGraph Alone(int index) => ResNets.Model("M", Call(new ScopeBuilder(OpCases.All[index].Input), OpCases.All[index]));

    private static ModelGraph Surrounded(int index)
    {
        var call = OpCases.All[index];
        var builder = new ScopeBuilder(call.Input);
        builder = call.Input.IsImage ? builder.Op("norm", "batch_norm", "norm") : builder.Op("norm", "layer_norm", "norm");
        builder = Call(builder, call);
        return ResNets.Model("M", builder.ShapeOf("op") == call.Input ? builder.Join("join", JoinKind.Add, "norm", "op") : builder);
    }

    private static ScopeBuilder Call(ScopeBuilder builder, OpCase call) =>
        builder.Op("op", call.Op, OpRegistry.Find(call.Op)!.IsModule ? "op" : null, arguments: call.Arguments);
}
