using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Backends.CSharp.Ops;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Generator.Tests.Graphs;
using static TorchSharp.torch;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>One contract for every op of the language: it has a C# form, which compiles and gives the shape and the state dict that the compiler planned.</summary>
public class OpContractTests
{
    public static TheoryData<string> Ops => [.. OpRegistry.All.Select(op => op.Name)];

    [Theory]
    [MemberData(nameof(Ops))]
    public void The_op_has_a_form_that_compiles(string op)
    {
        var graph = Alone(op);
        Assert.Equal(op, CSharpOps.Find(op).Op);
        Assert.Empty(GeneratedCode.ComplaintsAgainst(typeof(Tensor).Assembly.Location, CSharpBackend.Emit(graph, "Generated")));
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void The_op_gives_what_was_inferred(string op)
    {
        var graph = Alone(op);
        using var module = GeneratedCode.Create(graph);
        using var input = rand([2, .. graph.Input.Dimensions]);
        using var output = module.call(input);
        Assert.Equal([2, .. graph.Root.Output.Dimensions], output.shape);
    }

    [Theory]
    [MemberData(nameof(Ops))]
    public void The_op_trains_where_its_operand_is_overwritten_if_it_can(string op)
    {
        // A norm before the op keeps its input alone: the op runs in place if it has such a form, and the gradient must survive that.
        if (Alone(op).Input.Rank != 3)
            return;
        var graph = ResNets.Model("M", Call(new ScopeBuilder(Alone(op).Input).Op("norm", "batch_norm", "norm"), op));
        using var module = GeneratedCode.Create(graph);
        using var input = rand([2, .. graph.Input.Dimensions]);
        using var output = module.call(input);
        using var loss = output.square().sum();
        loss.backward();
        Assert.All(module.named_parameters(), p => Assert.False(p.parameter.grad is null, p.name));
    }

    /// <summary>A model of this op alone, with the least arguments it asks for, on an image or, if it takes none, on a vector.</summary>
    private static ModelGraph Alone(string op)
    {
        try
        {
            return ResNets.Model("M", Call(new ScopeBuilder(new Shape(4, 8, 8)), op));
        }
        catch (ArgumentException)
        {
            return ResNets.Model("M", Call(new ScopeBuilder(new Shape(4)), op));
        }
    }

    private static ScopeBuilder Call(ScopeBuilder builder, string op)
    {
        var definition = OpRegistry.Find(op)!;
        var required = definition.Parameters.Where(p => p.Default is null && !p.IsOptional).Select(p => (p.Name, (object)Least(p))).ToArray();
        return builder.Op("op", op, definition.IsModule ? "op" : null, arguments: required);
    }

    private static double Least(OpParameter parameter) => parameter.Type == ParameterType.Number ? 0.5 : Math.Max(parameter.Minimum ?? 2, 2);
}
