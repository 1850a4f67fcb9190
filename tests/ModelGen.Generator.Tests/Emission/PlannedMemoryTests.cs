using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;
using ModelGen.Generator.Tests.Graphs;

namespace ModelGen.Generator.Tests.Emission;

/// <summary>What is disposed where, and what may be overwritten.</summary>
public class PlannedMemoryTests
{
    private static readonly Shape Image = new(16, 8, 8);
    private static readonly (string, object)[] Grouped = [("num_groups", 4)];
    private static readonly (string, object)[] Pointwise = [("out_channels", 16), ("kernel_size", 1)];

    [Fact]
    public void An_intermediate_goes_right_after_its_last_use()
    {
        Assert.Equal(
            [
                "var conv1 = Conv1.call(input);",
                "var conv2 = Conv2.call(conv1);",
                "conv1.Dispose();",
                "return conv2;",
            ],
            Forward(b => b.Op("a", "conv", "conv1", arguments: Pointwise).Op("b", "conv", "conv2", arguments: Pointwise)));
    }

    [Fact]
    public void The_input_is_neither_overwritten_nor_disposed()
    {
        Assert.Equal(["var relu = input.relu();", "return relu;"], Forward(b => b.Op("a", "relu")));
    }

    [Fact]
    public void A_relu_overwrites_what_nobody_else_needs()
    {
        Assert.Equal(["var norm = Norm.call(input);", "norm.relu_();", "return norm;"], Forward(b => b.Op("n", "group_norm", "norm", arguments: Grouped).Op("a", "relu")));
    }

    [Fact]
    public void A_value_that_a_convolution_keeps_for_its_gradient_is_not_overwritten()
    {
        // norm -> conv and norm -> relu: conv saved norm.
        var lines = Forward(b => b.Op("n", "batch_norm", "norm").Op("c", "conv", "conv", arguments: Pointwise).Op("a", "relu", from: "n")
            .Join("j", JoinKind.Add, "a", "c"));
        Assert.Contains("var relu = norm.relu();", lines);
    }

    [Fact]
    public void A_value_that_is_read_later_is_not_overwritten()
    {
        var lines = Forward(b => b.Op("n", "batch_norm", "norm").Op("a", "relu").Join("j", JoinKind.Add, "n", "a"));
        Assert.Contains("var relu = norm.relu();", lines);
    }

    [Fact]
    public void An_activation_that_keeps_its_output_is_not_overwritten_by_a_sum()
    {
        // Both operands are outputs of relu, which autograd keeps: the sum goes to new memory.
        var lines = Forward(b => b.Op("n", "group_norm", "norm", arguments: Grouped).Op("a", "relu").Join("j", JoinKind.Add, Node.Input, "a"));
        Assert.Contains("var sum = input + norm;", lines);
    }

    [Fact]
    public void A_sum_goes_into_the_branch()
    {
        var lines = Forward(b => b.Op("c", "conv", "conv", arguments: Pointwise).Join("j", JoinKind.Add, Node.Input, "c").Op("a", "relu"));
        Assert.Equal(["var conv = Conv.call(input);", "conv.add_(input);", "conv.relu_();", "return conv;"], lines);
    }

    [Fact]
    public void A_view_of_the_input_is_not_overwritten()
    {
        var lines = Forward(b => b.Op("d", "dropout", "drop", arguments: ("p", 0.5)).Op("a", "relu"));
        Assert.Contains("var relu = drop.relu();", lines);
        Assert.Contains("drop.Dispose();", lines);
    }

    [Fact]
    public void A_container_that_may_return_a_view_of_its_input_is_a_view_to_its_caller()
    {
        var inner = new ScopeBuilder(Image).Op("d", "dropout", "0", property: "Drop", arguments: ("p", 0.5)).Build(ScopeKind.Sequence, "Inner");
        Assert.Contains("var relu = inner.relu();", Forward(b => b.Child("i", "inner", inner).Op("a", "relu")));
    }

    [Fact]
    public void A_container_that_keeps_its_output_says_so_to_its_caller()
    {
        var inner = new ScopeBuilder(Image).Op("n", "group_norm", "0", property: "Norm", arguments: Grouped).Op("a", "relu").Build(ScopeKind.Sequence, "Inner");
        Assert.Contains("var sum = input + inner;", Forward(b => b.Child("i", "inner", inner).Join("j", JoinKind.Add, Node.Input, "i")));
    }

    [Fact]
    public void An_empty_container_returns_a_handle_of_its_own()
    {
        var inner = new ScopeBuilder(Image).Build(ScopeKind.Sequence, "Inner");
        Assert.Contains("return input.alias();", CSharpBackend.Emit(ResNets.Model("M", new ScopeBuilder(Image).Child("i", "inner", inner)), "N"));
    }

    [Fact]
    public void A_step_that_only_some_instances_have_may_still_overwrite()
    {
        static Scope Block(bool activate)
        {
            var block = new ScopeBuilder(Image).Op("n", "batch_norm", "norm");
            return (activate ? block.Op("a", "relu", when: "activate") : block).Build(ScopeKind.Block, "Basic");
        }

        string source = CSharpBackend.Emit(ResNets.Model("M", new ScopeBuilder(Image).Child("x", "x", Block(true)).Child("y", "y", Block(false))), "N");
        Assert.Contains("if (activate) norm.relu_();", source);
        Assert.Contains("private readonly bool activate;", source);
    }

    [Fact]
    public void A_step_overwrites_only_where_every_instance_allows_it()
    {
        // The second instance reads the norm once more, after the relu.
        static Scope Block(bool twice)
        {
            var block = new ScopeBuilder(Image).Op("n", "batch_norm", "norm").Op("a", "relu").Op("c", "conv", "conv", arguments: Pointwise);
            if (twice)
                block.Op("d", "conv", "extra", from: "n", when: "twice", arguments: Pointwise).Join("j", JoinKind.Add, "c", "d");
            return block.Build(ScopeKind.Block, "Basic");
        }

        string source = CSharpBackend.Emit(ResNets.Model("M", new ScopeBuilder(Image).Child("x", "x", Block(false)).Child("y", "y", Block(true))), "N");
        Assert.Contains("var relu = norm.relu();", source);
        Assert.DoesNotContain("relu_()", source[source.IndexOf("class Basic", StringComparison.Ordinal)..]);
    }

    [Fact]
    public void A_norm_is_joined_with_the_rectifier_that_alone_reads_it()
    {
        Assert.Equal(["var norm = Norm.CallRelu(input);", "return norm;"], Forward(b => b.Op("n", "batch_norm", "norm").Op("a", "relu")));
        Assert.Equal(["var norm = Norm.CallRelu6(input);", "return norm;"], Forward(b => b.Op("n", "batch_norm", "norm").Op("a", "relu6")));
    }

    [Fact]
    public void A_norm_is_joined_with_the_sum_behind_it_and_the_rectifier_behind_that()
    {
        static ScopeBuilder Residual(ScopeBuilder b) => b.Op("c", "conv", "conv", arguments: Pointwise).Op("n", "batch_norm", "norm").Join("j", JoinKind.Add, Node.Input, "n");
        Assert.Equal(["var conv = Conv.call(input);", "var norm = Norm.CallAdd(conv, input);", "conv.Dispose();", "return norm;"], Forward(b => Residual(b)));
        Assert.Equal(["var conv = Conv.call(input);", "var norm = Norm.CallAddRelu(conv, input);", "conv.Dispose();", "return norm;"], Forward(b => Residual(b).Op("a", "relu")));
    }

    [Fact]
    public void The_output_of_a_joined_rectifier_is_kept_by_autograd()
    {
        var lines = Forward(b => b.Op("n", "batch_norm", "norm").Op("a", "relu").Join("j", JoinKind.Add, Node.Input, "a"));
        Assert.Contains("var sum = input + norm;", lines);
    }

    [Fact]
    public void A_norm_whose_output_leaves_or_is_read_twice_stays_alone()
    {
        Assert.Contains("var norm = Norm.call(input);", Forward(b => b.Op("n", "batch_norm", "norm").Op("a", "relu").Join("j", JoinKind.Add, "n", "a")));
        Assert.Contains("var norm = Norm.call(input);", Forward(b => b.Op("n", "batch_norm", "norm").Join("j", JoinKind.Add, "n", "n")));
    }

    [Fact]
    public void What_comes_between_a_norm_and_its_sum_keeps_its_place_before_the_call()
    {
        // The norm moves behind the shortcut, so that its input lives until then.
        Assert.Equal(
            [
                "var conv = Conv.call(input);",
                "var projection = Projection.call(input);",
                "var norm = Norm.CallAddRelu(conv, projection);",
                "conv.Dispose();",
                "projection.Dispose();",
                "return norm;",
            ],
            Forward(b => b.Op("c", "conv", "conv", arguments: Pointwise).Op("n", "batch_norm", "norm").Op("p", "conv", "projection", from: Node.Input, arguments: Pointwise)
                .Join("j", JoinKind.Add, "p", "n").Op("a", "relu")));
    }

    [Fact]
    public void Several_values_are_joined_without_an_unnamed_intermediate()
    {
        var lines = Forward(b => b.Op("a", "relu").Op("c", "relu", from: Node.Input).Op("d", "relu", from: Node.Input).Join("j", JoinKind.Add, "a", "c", "d"));
        Assert.Contains("var sum = relu + relu2;", lines);
        Assert.Contains("sum.add_(relu3);", lines);
    }

    /// <summary>The body of the model's forward, without remarks.</summary>
    private static List<string> Forward(Action<ScopeBuilder> build)
    {
        var builder = new ScopeBuilder(Image);
        build(builder);
        var lines = CSharpBackend.Emit(ResNets.Model("M", builder), "N").Split('\n').ToList();
        int start = lines.FindIndex(l => l.Contains("forward(Tensor input)", StringComparison.Ordinal)) + 2;
        return lines.Skip(start).TakeWhile(l => l != "    }").Select(l => l.Split("  //")[0].Trim()).ToList();
    }
}
