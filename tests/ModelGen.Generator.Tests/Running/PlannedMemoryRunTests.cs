using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Emission;
using ModelGen.Generator.Tests.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Running;

/// <summary>Generated code at work: planned memory changes neither outputs nor gradients, keys are those planned, nothing of the caller's is touched.</summary>
public class PlannedMemoryRunTests
{
    private static readonly Shape Image = new(4, 6, 6);
    private static readonly (string, object)[] Pointwise = [("out_channels", 4), ("kernel_size", 1)];

    public static TheoryData<string> Names => [.. Graphs.Keys];

    public static TheoryData<string, bool> NamesAndLayouts
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in Graphs.Keys)
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    private static Dictionary<string, Func<ModelGraph>> Graphs { get; } = new()
    {
        ["ResNet20"] = () => ResNets.ResNet(20),
        ["Preactivation"] = () => Model(b => b.Op("n", "batch_norm", "norm").Op("r", "relu").Op("c", "conv", "conv", arguments: Pointwise)
            .Op("s", "conv", "shortcut", from: "r", arguments: Pointwise).Join("j", JoinKind.Add, "s", "c").Op("e", "relu")),
        ["ReluTwice"] = () => Model(b => b.Op("n", "batch_norm", "norm").Op("r", "relu").Join("j", JoinKind.Add, Node.Input, "r").Op("e", "relu")
            .Op("c", "conv", "conv", arguments: Pointwise).Join("k", JoinKind.Add, "e", "c")),
        ["SavedByConvolution"] = () => Model(b => b.Op("n", "batch_norm", "norm").Op("c", "conv", "conv", arguments: Pointwise).Op("a", "relu", from: "n")
            .Join("j", JoinKind.Add, "a", "c")),
        ["NormsJoined"] = () => Model(b => b.Op("c", "conv", "conv", arguments: Pointwise).Op("n", "batch_norm", "norm").Op("r", "relu6").Op("d", "conv", "conv2", arguments: Pointwise)
            .Op("m", "batch_norm", "norm2").Op("s", "conv", "shortcut", from: Node.Input, arguments: Pointwise).Op("o", "batch_norm", "norm3").Join("j", JoinKind.Add, "o", "m").Op("e", "relu")
            .Op("f", "conv", "conv3", arguments: Pointwise).Op("q", "batch_norm", "norm4").Join("k", JoinKind.Add, "e", "q")),
        ["Gate"] = () => Model(b => b.Op("c", "conv", "conv", arguments: Pointwise).Op("g", "conv", "gate", from: Node.Input, arguments: Pointwise).Op("r", "relu")
            .Join("j", JoinKind.Multiply, "c", "r").Join("k", JoinKind.Add, Node.Input, "c", "j").Op("e", "relu")),
        ["Concat"] = () => Model(b => b.Op("n", "batch_norm", "norm").Op("c", "conv", "conv", from: Node.Input, arguments: Pointwise)
            .Join("j", JoinKind.Concat, Node.Input, "n", "c").Op("e", "relu")),
    };

    [Theory]
    [MemberData(nameof(NamesAndLayouts))]
    public void Outputs_and_gradients_are_those_of_an_evaluation_on_new_memory(string name, bool isChannelsLast)
    {
        var graph = Graphs[name]();
        // A value beside zero may be rounded to the other side of it, and its gradient then comes or goes. None lies there with these numbers.
        manual_seed(2);
        using var module = GeneratedCode.Create(graph);
        using var input = isChannelsLast ? ChannelsLast(randn([2, .. graph.Input.Dimensions])) : randn([2, .. graph.Input.Dimensions]);
        module.train();
        var (output, gradients) = Step(module, module.call(input));
        var (expected, expectedGradients) = Step(module, new PlainEvaluation(module).Run(graph, input));
        Assert.True(output.allclose(expected, rtol: 1e-5, atol: 1e-6), "outputs differ");
        Assert.Equal(expectedGradients.Keys, gradients.Keys);
        // A gradient that cancels out, as that of a bias before a norm, is all rounding of those that do not.
        double largest = expectedGradients.Values.Max(g => g.abs().max().item<float>());
        foreach (string parameter in gradients.Keys)
            Assert.True(gradients[parameter].allclose(expectedGradients[parameter], rtol: 1e-4, atol: 1e-5 * Math.Max(1, largest)), "gradients of " + parameter + " differ");

        module.eval();
        using var _ = no_grad();
        Assert.True(module.call(input).allclose(new PlainEvaluation(module).Run(graph, input), rtol: 1e-5, atol: 1e-6), "outputs differ in eval mode");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_callers_input_stays_as_it_was(string name)
    {
        var graph = Graphs[name]();
        using var module = GeneratedCode.Create(graph);
        using var input = randn([2, .. graph.Input.Dimensions]);
        using var copy = input.clone();
        using (var output = module.call(input))
            Assert.Equal([2, .. graph.Root.Output.Dimensions], output.shape);
        Assert.True(input.equal(copy).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Keys_and_shapes_of_the_state_dict_are_those_planned(string name)
    {
        var graph = Graphs[name]();
        var info = (ModelInfo)GeneratedCode.Load(graph).GetType("Generated." + graph.Name)!.GetProperty("Info")!.GetValue(null)!;
        using var module = info.Create(null);
        var planned = info.State.Select(s => s.Name + " " + string.Join("x", s.Shape) + " " + s.DType).Order();
        var found = module.state_dict().Select(s => s.Key + " " + string.Join("x", s.Value.shape) + " " + s.Value.dtype.ToString().ToLowerInvariant()).Order();
        Assert.Equal(planned, found);
        Assert.Equal(info.ParameterCount, module.parameters().Sum(p => p.numel()));
    }

    private static (Tensor Output, SortedDictionary<string, Tensor> Gradients) Step(nn.Module module, Tensor output)
    {
        module.zero_grad();
        using var loss = output.square().sum();
        loss.backward();
        return (output.detach(), new SortedDictionary<string, Tensor>(module.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone())));
    }

    private static Tensor ChannelsLast(Tensor images) => images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static ModelGraph Model(Action<ScopeBuilder> build)
    {
        var builder = new ScopeBuilder(Image);
        build(builder);
        return ResNets.Model("M", builder);
    }
}
