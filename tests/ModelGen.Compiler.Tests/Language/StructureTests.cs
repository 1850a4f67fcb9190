using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Tests.Language;

/// <summary>residual, parallel, taps, for, repeat, aux.</summary>
public class StructureTests
{
    [Fact]
    public void A_residual_joins_shortcut_then_branch_and_is_recorded()
    {
        var root = Models.One("""
            - residual: [{conv: 8, kernel_size: 3, padding: 1, name: c}, {batch_norm, name: n}]
              shortcut: [{conv: 8, kernel_size: 1, name: s}]
            """).Root;
        var join = root.Nodes.OfType<JoinNode>().Single();
        Assert.Equal([root.Node("s").Id, root.Node("n").Id], join.Inputs);
        var residual = Assert.Single(root.Residuals);
        Assert.Equal([root.Node("c").Id, root.Node("n").Id], residual.Branch);
        Assert.Equal([root.Node("s").Id], residual.Shortcut);
        Assert.Equal((join.Id, JoinKind.Add, "input"), (residual.Id, residual.Join, residual.Input));
    }

    [Fact]
    public void An_empty_shortcut_is_the_identity_and_concat_puts_it_first()
    {
        var root = Models.One("- {residual: [{conv: 8, kernel_size: 1, name: c}], shortcut: [{conv: 3, kernel_size: 1, name: s, when: false}], join: concat}").Root;
        var join = root.Nodes.OfType<JoinNode>().Single();
        Assert.Equal((JoinKind.Concat, 11), (join.Kind, join.Output.Channels));
        Assert.Equal("input", join.Inputs[0]);
    }

    [Fact]
    public void Without_a_skip_the_branch_stands_alone_and_still_counts()
    {
        var model = Models.One(
            "- {residual: [{conv: 8, kernel_size: 1, name: c}], shortcut: [{conv: 8, kernel_size: 1, name: s}], skip: $(in == 8)}");
        Assert.Empty(model.Root.Nodes.OfType<JoinNode>());
        Assert.DoesNotContain("s", model.Keys());
        Assert.Null(Assert.Single(PlacedResidual.Of(model.Root)).Residual.Join);
    }

    [Fact]
    public void Residuals_are_counted_in_order_of_execution_an_outer_one_first()
    {
        var root = Models.One("""
            blocks:
              unit: {body: [{residual: [{residual: [{batch_norm, name: n}]}, {batch_norm, name: m}]}]}
            backbone:
              - {unit, repeat: 2, name: r}
              - {residual: [{unit, name: u}]}
            """).Root;
        Assert.Equal(
            ["r.0 2", "r.0 1", "r.1 2", "r.1 1", " 1", "u 2", "u 1"],
            PlacedResidual.Of(root)
                .Select(p => p.Path + " " + p.Residual.Branch.Count(id => p.Scope.Nodes.First(n => n.Id == id).Key is not null)));
    }

    [Fact]
    public void A_tap_is_seen_by_the_shortcut()
    {
        var root = Models.One("- residual: [{batch_norm, name: n}, {relu, tap: pre}, {conv: 3, kernel_size: 1, name: c}]\n  shortcut: [{from: pre}]").Root;
        Assert.Equal(root.Nodes[1].Id, root.Nodes.OfType<JoinNode>().Single().Inputs[0]);
        Assert.Equal(root.Nodes[1].Id, root.Residuals[0].ShortcutResult);
    }

    [Fact]
    public void A_product_spreads_a_factor_for_each_channel()
    {
        var join = Models.One("- {parallel: [[], [{adaptive_avg_pool: 1}, {conv: 3, kernel_size: 1, name: c}, sigmoid]], join: mul}")
            .Root.Nodes.OfType<JoinNode>().Single();
        Assert.Equal(new Shape(3, 32, 32), join.Output);
    }

    [Fact]
    public void A_for_runs_over_lists_tables_and_integers()
    {
        Assert.Equal(["c5", "c6", "fc"], Models.One("- {for: {i: [5, 6]}, do: [{conv: $i, kernel_size: 1, name: c$i}]}").Keys());
        Assert.Equal(["a0", "b1", "fc"], Models.One("- {for: {i: 2, n: [a, b]}, do: [{conv: 4, kernel_size: 1, name: $n$i}]}").Keys());
        Assert.Equal(["x4", "y5", "fc"],
            Models.One("- {for: {columns: [n, o], rows: [[x, 4], [y, 5]]}, do: [{conv: $o, kernel_size: 1, name: $n$o}]}").Keys());
        Assert.Equal(["0", "1", "fc"], Models.One("params: {k: 2}\nbackbone: [{for: $k, do: [{conv: 4, kernel_size: 1}]}]").Keys());
    }

    [Fact]
    public void Repeated_items_know_their_index_and_ends()
    {
        var convs = Models.One("- {conv: $(4 + index), kernel_size: 1, repeat: 3, first: {stride: 2}, last: {bias: false}, name: r}")
            .Ops().Where(o => o.Op == "conv").ToList();
        Assert.Equal([4, 5, 6], convs.Select(c => ((Value.Number)c["out_channels"]).Integer));
        Assert.Equal([2, 1, 1], convs.Select(c => ((Value.Number)c["stride"]).Integer));
        Assert.Equal([true, true, false], convs.Select(c => ((Value.Bool)c["bias"]).IsTrue));
    }

    [Fact]
    public void An_auxiliary_classifier_is_beside_the_way()
    {
        var model = Models.One("""
            - {conv: 4, kernel_size: 1, name: c}
            - {seq: [global_avg_pool, {linear: $classes}], name: side, aux: 0.4}
            - {batch_norm, name: n}
            """);
        Assert.Equal(new AuxiliaryOutput(model.Root.Node("side").Id, 0.4), Assert.Single(model.Auxiliary));
        Assert.Equal([model.Root.Node("c").Id], model.Root.Node("n").Inputs);
    }

    [Fact]
    public void In_is_the_channels_that_arrive_and_in_a_let_those_that_enter_the_block()
    {
        var convs = Models.One("""
            blocks:
              unit: {let: {entered: $in}, body: [{conv: $(2 * in), kernel_size: 1}, {conv: $(2 * in), kernel_size: 1}, {conv: $entered, kernel_size: 1}]}
            backbone: [{unit, name: u}]
            """).Ops().Where(o => o.Op == "conv");
        Assert.Equal([6, 12, 3], convs.Select(c => c.Output.Channels));
    }

    [Fact]
    public void Defaults_are_below_what_a_call_says()
    {
        var norms = Models.One("""
            defaults: {batch_norm: {eps: 1e-3}}
            backbone: [{batch_norm, name: a}, {batch_norm, eps: 1e-4, name: b}]
            """).Ops().Where(o => o.Op == "batch_norm");
        Assert.Equal([1e-3, 1e-4], norms.Select(n => ((Value.Number)n["eps"]).Amount));
    }

    [Fact]
    public void Defaults_set_layers_of_blocks()
    {
        var ops = Models.One("""
            blocks:
              unit: {params: {act: relu}, body: [{batch_norm, name: n}, $act]}
            defaults: {unit: {act: silu}}
            backbone: [{unit, name: a}, {unit, act: gelu, name: b}]
            """).Ops().Select(o => o.Op);
        Assert.Equal(["batch_norm", "silu", "batch_norm", "gelu", "global_avg_pool", "linear"], ops);
    }

    [Fact]
    public void A_free_size_stays_free()
    {
        var model = Models.One("input: [3, any, any]\nbackbone: [{conv: 4, kernel_size: 3, name: c}]");
        Assert.Equal(new Shape(4, Shape.Free, Shape.Free), model.Root.Node("c").Output);
    }
}
