using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Tests.Language;

/// <summary>Keys, properties, classes (decisions 2, 9 and 10 of the language).</summary>
public class NamingTests
{
    [Fact]
    public void A_child_without_a_name_is_called_by_its_position_and_every_item_takes_one() => Assert.Equal(
        ["stem.0", "stem.1", "stem.3", "stem.last", "fc"],
        Models.One("- {seq: [{conv: 4, kernel_size: 1}, batch_norm, relu, {conv: 4, kernel_size: 1}, {conv: 4, kernel_size: 1, name: last}], name: stem}").Keys());

    [Fact]
    public void What_when_drops_and_none_take_no_position_and_for_splices() => Assert.Equal(
        ["s.0", "s.1", "s.2", "s.3", "fc"],
        Models.One("""
            params: {norm: none}
            backbone:
              - name: s
                seq:
                  - {conv: 4, kernel_size: 1, when: false}
                  - {conv: 4, kernel_size: 1}
                  - $norm
                  - {for: {n: [4, 5]}, do: [{conv: $n, kernel_size: 1}]}
                  - batch_norm
            """).Keys());

    [Fact]
    public void A_repeat_and_a_seq_nest_and_a_branch_does_not() => Assert.Equal(
        ["r.0", "r.1", "inner.0.c", "inner.1.c", "a", "b", "fc"],
        Models.One("""
            - {conv: 3, kernel_size: 1, repeat: 2, name: r}
            - {seq: [{conv: 3, kernel_size: 1, name: c}], repeat: 2, name: inner}
            - residual: [{conv: 3, kernel_size: 1, name: a}]
              shortcut: [{parallel: [[{conv: 3, kernel_size: 1, name: b}]], join: add}]
            """).Keys());

    [Theory]
    [InlineData("{conv: 4, kernel_size: 1, name: conv1x1}", "conv1x1", "Conv1x1")]
    [InlineData("{conv: 4, kernel_size: 1, name: block1-0}", "block1-0", "Block1_0")]
    [InlineData("{conv: 4, kernel_size: 1}", "0", "Conv1")]
    [InlineData("{conv: 4, kernel_size: 1, as: Stem}", "0", "Stem")]
    [InlineData("{conv: 4, kernel_size: 1, name: x, as: Stem}", "x", "Stem")]
    [InlineData("{conv: 4, kernel_size: 1, repeat: 2}", "0", "Conv1")]
    public void A_property_is_the_name_or_the_word_and_its_ordinal(string item, string key, string property)
    {
        var node = Models.One("- " + item).Root.Nodes[0];
        Assert.Equal((key, property), (node.Key, node.Property));
    }

    [Fact]
    public void Ordinals_count_what_an_instance_does_without()
    {
        var model = Models.One("""
            blocks:
              unit:
                params: {deep: bool}
                body: [{conv: 4, kernel_size: 1, when: $deep}, {conv: 4, kernel_size: 1}]
            backbone: [{unit: true, name: a}, {unit: false, name: b}]
            """);
        Assert.Equal("Conv2", model.Root.Child("a").Node("1").Property);
        Assert.Equal("Conv2", model.Root.Child("b").Node("0").Property);
    }

    [Fact]
    public void A_function_is_no_child_and_its_name_is_taken()
    {
        var relu = Models.One("- {conv: 4, kernel_size: 1, name: c}\n- {relu, name: act}").Root.Nodes[1];
        Assert.Null(relu.Key);
        Assert.Null(relu.Property);
        Assert.Contains(
            Models.Compile("- {relu, name: a}\n- {conv: 4, kernel_size: 1, name: a}").Diagnostics, d => d.Descriptor.Id == "MG3202");
    }

    [Fact]
    public void A_dropout_in_a_branch_is_registered_all_the_same()
    {
        var dropout = Models.One("- residual: [{dropout: 0.5}, {batch_norm, name: dropout}]").Root.Nodes[0];
        Assert.Equal(("dropout1", "Dropout1"), (dropout.Key, dropout.Property));
    }

    [Fact]
    public void Uses_of_a_block_are_one_class_and_other_layers_are_another()
    {
        var model = Models.One("""
            blocks:
              unit: {params: {out: int, act: relu}, body: [{conv: $out, kernel_size: 1}, $act]}
            backbone:
              - {unit: 4, name: a}
              - {unit: 5, name: b}
              - {unit: 5, act: {leaky_relu, negative_slope: 0.1}, name: c}
              - {unit: 5, act: none, name: d}
              - {unit: 5, act: {leaky_relu, negative_slope: 0.2}, name: e}
            """);
        Assert.Equal(["Unit", "Unit", "UnitLeakyRelu", "UnitWithoutAct", "UnitLeakyRelu2"], model.Root.Nodes.OfType<ScopeNode>()
            .Select(n => n.Scope.Class));
    }

    [Fact]
    public void Containers_of_one_name_in_two_blocks_are_two_classes_and_no_class_is_called_as_its_child()
    {
        var model = Models.One("""
            blocks:
              one: {body: [{seq: [{conv: 4, kernel_size: 1}], name: inner}]}
              two: {body: [{seq: [batch_norm], name: inner}]}
              three: {body: [{seq: [{batch_norm, name: body}], name: body}]}
            backbone: [{one, name: a}, {two, name: b}, {three, name: c}]
            """);
        Assert.Equal("Inner", model.Root.Child("a").Child("inner").Class);
        Assert.Equal("TwoInner", model.Root.Child("b").Child("inner").Class);
        Assert.NotEqual("Body", model.Root.Child("c").Child("body").Class);
    }

    [Fact]
    public void An_item_has_the_same_id_in_every_use_of_its_block()
    {
        var model = Models.One("""
            blocks:
              unit: {params: {stride: 1}, let: {p: $(stride > 1)}, body: [{residual: [{conv: $in, kernel_size: 3, stride: $stride, padding: 1, name: c}], shortcut: [{avg_pool: $stride, when: $p}]}, relu]}
            backbone: [{unit, name: a}, {unit, stride: 2, name: b}]
            """);
        var first = model.Root.Child("a").Nodes;
        var second = model.Root.Child("b").Nodes;
        Assert.Equal([first[0].Id, second[1].Id, first[1].Id, first[2].Id], second.Select(n => n.Id));
        Assert.Equal("p", second[1].When);
    }

    [Fact]
    public void Equal_uses_share_one_scope()
    {
        var stage = Models.One("blocks:\n  unit: {body: [{conv: $in, kernel_size: 1, name: c}]}\nbackbone: [{unit, repeat: 3, name: r}]")
            .Root.Child("r");
        Assert.Same(((ScopeNode)stage.Nodes[0]).Scope, ((ScopeNode)stage.Nodes[2]).Scope);
    }
}
