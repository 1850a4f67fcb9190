using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Graph;
using ModelGen.Compiler.Ops;
using ModelGen.Compiler.Tests.Language;

namespace ModelGen.Compiler.Tests.Passes;

/// <summary>Where the entries of <c>dropout:</c> end up, and that nothing else moves.</summary>
public class PlacementTests
{
    private const string Basic = """
        blocks:
          basic:
            params: {planes: int, stride: 1}
            let: {project: $(stride != 1 or in != planes)}
            body:
              - residual:
                  - {batch_norm, name: bn1}
                  - {relu, tap: pre}
                  - {conv: $planes, kernel_size: 3, stride: $stride, padding: 1, bias: false, name: conv1}
                  - {batch_norm, name: bn2}
                  - relu
                  - {conv: $planes, kernel_size: 3, padding: 1, bias: false, name: conv2}
                shortcut:
                  - {from: pre, when: $project}
                  - {conv: $planes, kernel_size: 1, stride: $stride, bias: false, when: $project, name: shortcut}
        backbone:
          - {conv: 8, kernel_size: 3, padding: 1, bias: false, name: stem}
          - {basic: 8, repeat: 2, name: layer1}
          - {basic: 16, repeat: 2, first: {stride: 2}, name: layer2}

        """;

    /// <summary>A projecting block in order of execution, each step with what it reads; the projection starts from the first activation.</summary>
    [Theory]
    [InlineData("P0", "dropout(in) bn1(dropout) relu(bn1) conv1(relu) bn2(conv1) relu2(bn2) conv2(relu2) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P1", "dropout(in) bn1(dropout) relu(bn1) conv1(relu) bn2(conv1) relu2(bn2) conv2(relu2) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P2", "bn1(in) dropout(bn1) relu(dropout) conv1(relu) bn2(conv1) relu2(bn2) conv2(relu2) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P3", "bn1(in) relu(bn1) dropout(relu) conv1(dropout) bn2(conv1) relu2(bn2) conv2(relu2) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P4", "bn1(in) relu(bn1) conv1(relu) dropout(conv1) bn2(dropout) relu2(bn2) conv2(relu2) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P5", "bn1(in) relu(bn1) conv1(relu) bn2(conv1) dropout(bn2) relu2(dropout) conv2(relu2) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P6", "bn1(in) relu(bn1) conv1(relu) bn2(conv1) relu2(bn2) dropout(relu2) conv2(dropout) shortcut(relu) add(shortcut,conv2)")]
    [InlineData("P7", "bn1(in) relu(bn1) conv1(relu) bn2(conv1) relu2(bn2) conv2(relu2) shortcut(relu) dropout(conv2) add(shortcut,dropout)")]
    [InlineData("P8", "bn1(in) relu(bn1) conv1(relu) bn2(conv1) relu2(bn2) conv2(relu2) shortcut(relu) add(shortcut,conv2) dropout(add)")]
    public void A_projecting_block_has_it_at(string place, string expected) => Assert.Equal(expected, Steps(Block(place, "layer2", "0")));

    /// <summary>Before the split both ways see it, within the branch the identity does not.</summary>
    [Theory]
    [InlineData("P0", "add(dropout,conv2)")]
    [InlineData("P1", "add(in,conv2)")]
    [InlineData("P6", "add(in,conv2)")]
    [InlineData("P7", "add(in,dropout)")]
    public void An_identity_shortcut_reads(string place, string join) => Assert.Contains(join, Steps(Block(place, "layer2", "1")), StringComparison.Ordinal);

    [Theory]
    [InlineData("guideline", "P6")]
    [InlineData("before conv last", "P6")]
    [InlineData("after act 2", "P6")]
    [InlineData("after norm 1", "P2")]
    [InlineData("before norm 2", "P4")]
    [InlineData("start", "P1")]
    [InlineData("end", "P7")]
    public void A_place_has_two_names(string name, string number) =>
        Assert.Equal(Steps(Block(number, "layer2", "0")), Steps(Block(name, "layer2", "0")));

    [Fact]
    public void Parameters_and_their_keys_stay()
    {
        var without = Models.One(Basic);
        foreach (string place in new[] { "P0", "P4", "P8", "end" })
            Assert.Equal(State(without.Root, ""), State(Models.One(Basic + $"dropout: {{branch: {{dropout: 0.1, at: {place}}}}}\n").Root, ""));
        var numbered = Models.One(Numbered + "dropout: {branch: {dropout: 0.1, at: before conv last}, head: {dropout: 0.3, at: before linear last}}\n");
        Assert.Equal(State(Models.One(Numbered).Root, ""), State(numbered.Root, ""));
        Assert.Equal(["0", "2", "3", "dropout", "5"], Keys(numbered.Root.Child("b")));
        Assert.Equal(["0", "dropout", "3"], Keys(numbered.Root.Child("top")));
    }

    private const string Numbered = """
        backbone:
          - {conv: 8, kernel_size: 3, padding: 1, name: stem}
          - residual: [{name: b, seq: [batch_norm, relu, {conv: 8, kernel_size: 1}, batch_norm, relu, {conv: 8, kernel_size: 1}]}]
        head: [global_avg_pool, {name: top, seq: [{linear: 20}, relu, identity, {linear: $classes}]}]

        """;

    [Fact]
    public void A_name_that_is_taken_gets_a_number()
    {
        var root = Models.One("""
            backbone:
              - residual:
                  - {conv: 3, kernel_size: 1, name: c}
                  - {conv: 3, kernel_size: 1, name: dropout}
              - residual: [{conv: 3, kernel_size: 1, name: d}]
            dropout: {branch: {dropout: 0.1, at: before conv last}}
            """).Root;
        Assert.Equal(["c", "dropout_2", "dropout", "dropout_3", "d", "fc"], Keys(root));
        Assert.Equal(["C", "Dropout2", "Dropout", "Dropout3", "D", "Fc"], root.Nodes.Where(n => Keys(root).Contains(n.Key)).Select(n => n.Property));
    }

    [Fact]
    public void Rates_that_differ_by_index_are_one_class_with_a_parameter()
    {
        string text = CSharpBackend.Emit(Models.One(Basic + "dropout: {branch: {dropout: $(0.1 * (index + 1) / count), at: guideline}}\n"), null);
        Assert.Equal(1, text.Split("public sealed class ").Length - 1);
        Assert.Contains("Dropout = nn.Dropout(dropoutP);", text, StringComparison.Ordinal);
        foreach (string rate in new[] { "0.025", "0.05", "0.1" })
            Assert.Contains("dropoutP: " + rate + ",", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_chooses_containers_and_the_class_stays_one()
    {
        var model = Models.One(Basic + "dropout: {branch: [{dropout: 0.1, at: P6, in: layer2}, {dropout: 0.3, at: P6, in: layer1.1}]}\n");
        Assert.Equal(
            ["layer1.1.dropout=0.3", "layer2.0.dropout=0.1", "layer2.1.dropout=0.1"],
            Dropouts(model.Root, "").Select(d => d.Path + "=" + d.Node["p"]));
        Assert.Equal(1, CSharpBackend.Emit(model, null).Split("public sealed class ").Length - 1);
    }

    [Fact]
    public void Uses_that_get_the_same_stay_one_scope()
    {
        var layer = Models.One(Basic + "dropout: {branch: {dropout: 0.1, at: P6}}\n").Root.Child("layer1");
        Assert.Same(layer.Child("0"), layer.Child("1"));
    }

    [Fact]
    public void A_rate_of_zero_everywhere_places_nothing()
    {
        var model = Models.One(Basic + "params: {rate: 0}\ndropout: {branch: {dropout: $rate, at: P6}, head: {dropout: $rate, at: before_pool}}\n");
        Assert.Empty(Dropouts(model.Root, ""));
        Assert.Equal(Models.One(Basic).SpecHash, model.SpecHash);
    }

    /// <summary>The depth rule of Huang et al. 2016, section 3: the first block survives with 1 − (1 − p_L)/L, the last with p_L.</summary>
    [Fact]
    public void Linear_depth_rule()
    {
        var model = Models.One(Basic + "dropout: {branch: {drop_path: $(0.5 * (index + 1) / count), at: end}}\n");
        Assert.Equal([0.125, 0.25, 0.375, 0.5], Dropouts(model.Root, "").Select(d => ((Value.Number)d.Node["p"]).Amount));
    }

    /// <summary>A branch that stands alone is all that there is of the image; torchvision's blocks without a shortcut keep it too.</summary>
    [Fact]
    public void Drop_path_goes_where_there_is_a_skip_and_counts_where_there_is_none()
    {
        const string body = """
            backbone:
              - residual: [{conv: 3, kernel_size: 1, name: a}]
                skip: false
              - residual: [{conv: 3, kernel_size: 1, name: b}]

            """;
        var root = Models.One(body + "dropout: {branch: {drop_path: $(0.4 * (index + 1) / count), at: end}}\n").Root;
        Assert.Equal([0.4], Dropouts(root, "").Select(d => ((Value.Number)d.Node["p"]).Amount));
        Assert.Equal("a(in) b(a) drop_path(b) add(a,drop_path) pool(add) fc(pool)", Steps(root));
        var alone = Assert.Single(Models.Compile("backbone:\n  - residual: [{conv: 3, kernel_size: 1, name: a}]\n    skip: false\ndropout: {branch: {drop_path: 0.2, at: end}}\n").Diagnostics);
        Assert.Equal(("MG2005", "drop_path finds no residual with a skip: it is not placed"), (alone.Descriptor.Id, alone.Message));
    }

    [Theory]
    [InlineData("before_pool", "pool(dropout)")]
    [InlineData("after_pool", "fc(dropout)")]
    [InlineData("start", "pool(dropout)")]
    [InlineData("end", "dropout(fc)")]
    public void In_the_head(string place, string reader)
    {
        var root = Models.One($"dropout: {{head: {{dropout: 0.2, at: {place}}}}}\n").Root;
        Assert.Contains(reader, Steps(root), StringComparison.Ordinal);
        Assert.Equal(place == "end" ? "dropout" : "fc", root.Nodes.First(n => n.Id == root.Result).Key);
    }

    /// <summary>An inner residual whose whole branch is an outer one's: each has its own place, and the outer's end is after the inner's join.</summary>
    [Fact]
    public void Nested_residuals()
    {
        var root = Models.One("""
            backbone:
              - residual:
                  - residual: [{conv: 3, kernel_size: 1, name: c}]
              - residual: [{conv: 3, kernel_size: 1, name: d}]
                skip: false
            dropout: {branch: {dropout: $(0.1 * (index + 1)), at: end}}
            """).Root;
        Assert.Equal("c(in) dropout_2(c) add(in,dropout_2) dropout(add) add2(in,dropout) d(add2) dropout_3(d) pool(dropout_3) fc(pool)", Steps(root));
        Assert.Equal(["0.1", "0.2", "0.30000000000000004"], new[] { "dropout", "dropout_2", "dropout_3" }.Select(k => ((OpNode)root.Node(k))["p"].ToString()));
        var outer = root.Residuals[0];
        Assert.Equal(root.Node("dropout").Id, outer.BranchResult);
        Assert.Equal(4, outer.Branch.Count);
        Assert.Equal(root.Node("dropout_3").Id, root.Residuals[2].BranchResult);
    }

    [Fact]
    public void A_dropout_must_fit_where_it_is_put()
    {
        var diagnostic = Assert.Single(Models.Compile("dropout: {head: {drop_block: 0.1, at: after_pool}}").Diagnostics, d => d.Descriptor.Severity == DiagnosticSeverity.Error);
        Assert.Equal("MG4001", diagnostic.Descriptor.Id);
        Assert.Contains("drop_block", diagnostic.Message, StringComparison.Ordinal);
    }

    private static Scope Block(string place, string layer, string index) =>
        Models.One(Basic + $"dropout: {{branch: {{dropout: 0.1, at: {place}}}}}\n").Root.Child(layer).Child(index);

    private static string Steps(Scope scope)
    {
        var names = new Dictionary<string, string> { [Node.Input] = "in" };
        foreach (var node in scope.Nodes)
        {
            string word = node switch
            {
                JoinNode => "add",
                OpNode { Op: "relu" } => "relu",
                OpNode { Op: "global_avg_pool" } => "pool",
                _ => node.Key!,
            };
            int same = names.Values.Count(n => n.TrimEnd('2') == word);
            names.Add(node.Id, same == 0 ? word : word + (same + 1));
        }

        return string.Join(" ", scope.Nodes.Select(n => names[n.Id] + "(" + string.Join(",", n.Inputs.Select(i => names[i])) + ")"));
    }

    private static IEnumerable<string?> Keys(Scope scope) => scope.Nodes.Where(n => n is not OpNode op || OpRegistry.Find(op.Op)!.IsModule).Select(n => n.Key).Where(k => k is not null);

    private static IEnumerable<string> State(Scope scope, string path) => scope.Nodes.SelectMany(node => node switch
    {
        ScopeNode child => State(child.Scope, path + child.Key + "."),
        OpNode op => OpRegistry.Find(op.Op)!.State(new OpCall(op.InputShapes, op.Arguments)).Select(s => s.Below(path + op.Key) + " " + s.Shape),
        _ => [],
    });

    private static IEnumerable<(string Path, OpNode Node)> Dropouts(Scope scope, string path) => scope.Nodes.SelectMany(node => node switch
    {
        ScopeNode child => Dropouts(child.Scope, path + child.Key + "."),
        OpNode { Op: "dropout" or "drop_path" } op => [(path + op.Key, op)],
        _ => [],
    });
}
