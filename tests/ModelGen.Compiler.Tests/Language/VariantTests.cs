using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Tests.Language;

/// <summary>Variants, their sections, and what several of them have in common.</summary>
public class VariantTests
{
    private const string Wide = """
        params: {width: 4, norm: batch_norm}
        backbone:
          - {conv: $width, kernel_size: 1, name: c}
          - $norm
          - residual:
              - {batch_norm, name: bn1}
              - relu
              - {conv: $width, kernel_size: 1, name: conv1}
              - {batch_norm, name: bn2}
              - relu
              - {conv: $width, kernel_size: 1, name: conv2}
        training: {optimizer: sgd, lr: 0.1, augment: [horizontal_flip]}
        dropout: {branch: {dropout: 0.1, at: end}}

        """;

    [Fact]
    public void File_then_extended_variant_then_own_keys()
    {
        var models = Models.All(Wide + """
            variants:
              A: {width: 5, training: {lr: 0.2}}
              B: {extends: A, classes: 7, training: {epochs: 3, augment: [trivial_augment]}}
            """);
        Assert.Equal([5, 5], models.Select(m => m.Root.Node("c").Output.Channels));
        Assert.Equal((7, 7), (models[1].Classes, models[1].Root.Output.Channels));
        Assert.Equal("optimizer=sgd lr=0.2 epochs=3", Fields(models[1]));
        Assert.Equal("trivial_augment", Assert.Single(models[1].Recipe.Augment).Name);
    }

    [Fact]
    public void A_dropouts_layer_is_replaced_as_one_and_its_place_stays()
    {
        var models = Models.All(Wide + """
            variants:
              A: {dropout: {branch: {at: P6}}}
              B: {dropout: {branch: {drop_path: 0.2}}}
              D: {dropout: {head: {dropout: 0.5, at: before_pool}}}
            """);
        Assert.Equal(("dropout", new DropoutPosition.Numbered(6)), (models[0].Dropout[0].Op, models[0].Dropout[0].Position));
        Assert.Equal(("drop_path", new DropoutPosition.End()), (models[1].Dropout[0].Op, models[1].Dropout[0].Position));
        Assert.Equal([DropoutTarget.Branch, DropoutTarget.Head], models[2].Dropout.Select(d => d.Target));
    }

    [Fact]
    public void A_rate_may_differ_from_residual_to_residual()
    {
        var model = Models.One("""
            backbone: [{seq: [{residual: [{batch_norm, name: n}]}], repeat: 4, name: r}]
            dropout: {branch: {drop_path: $(0.2 * index / count), at: end, in: r.*}}
            """);
        var entry = Assert.Single(model.Dropout);
        Assert.Equal([0, 0.05, 0.1, 0.15], entry.Calls.Select(c => Math.Round(((Value.Number)c[0].Value).Amount, 6)));
        Assert.Equal("r.*", entry.Filter);
    }

    [Fact]
    public void A_model_of_another_file_can_be_extended()
    {
        var result = SpecFolder.InMemory(
            ("model.yaml",
                "variants:\n  Flowers: {extends: base/tiny.yaml#Tiny, classes: 5, head: [global_max_pool, {linear: $classes, name: last}]}\n"),
            ("base/tiny.yaml", SpecFrame.Complete(
                "expect: {parameters: 618}\nreference: torchvision.none\nbackbone: [{conv: 16, kernel_size: 3, name: conv1}]")))
            .Compile("model.yaml");
        Assert.Empty(result.Diagnostics);
        var model = Assert.Single(result.Models);
        Assert.Equal(["conv1", "last"], model.Keys());
        Assert.Equal(5, model.Classes);
        Assert.Null(model.Reference);
        Assert.Equal("model.yaml", model.File);
    }

    [Fact]
    public void Imports_are_relative_to_the_file_and_not_transitive()
    {
        var model = Assert.Single(Models.All(
            "import: [lib/outer.yaml]\nbackbone: [{outer, name: o}]",
            ("lib/outer.yaml", "import: [inner.yaml]\nblocks:\n  outer: {body: [{inner, name: i}]}\n"),
            ("lib/inner.yaml", "blocks:\n  inner: {body: [{batch_norm, name: n}]}\n")));
        Assert.Equal(["o.i.n", "fc"], model.Keys());
        Assert.Contains(
            Models.Compile(
                "import: [lib/outer.yaml]\nbackbone: [{inner, name: o}]",
                ("lib/outer.yaml", "import: [inner.yaml]\nblocks:\n  outer: {body: [{inner, name: i}]}\n"),
                ("lib/inner.yaml", "blocks:\n  inner: {body: [{batch_norm, name: n}]}\n")).Diagnostics,
            d => d.Descriptor.Id == "MG3103");
    }

    [Fact]
    public void What_variants_have_in_common_is_reported_once_and_the_others_are_built()
    {
        var result = Models.Compile("""
            params: {stride: 1}
            blocks:
              unit: {params: {stride: 1}, body: [{residual: [{conv: $in, kernel_size: 3, padding: 1, stride: $stride, name: c}]}]}
            backbone: [{unit, stride: $stride, name: u}]
            variants: {A: {}, B: {stride: 2}, C: {stride: 4}, D: {classes: 3}}
            """);
        Assert.Equal(["A", "D"], result.Models.Select(m => m.Name));
        var diagnostic = Assert.Single(result.Diagnostics, d => d.Descriptor.Id == "MG4002");
        Assert.EndsWith("(in 2 variants)", diagnostic.Message);
        // Producer of the branch, then the call of the block.
        Assert.Equal([2, 3], diagnostic.Related.Select(r => r.StartLine));
        Assert.Equal(2, diagnostic.Span.StartLine);
    }

    [Fact]
    public void A_hash_changes_with_the_model_and_not_with_its_layout()
    {
        string Hash(string backbone) => Models.One("backbone:\n" + backbone).SpecHash;
        string hash = Hash("  - {conv: 4, kernel_size: 3, name: c}\n");
        Assert.Equal(hash, Hash("  # a comment\n  - name: c\n    kernel_size: 3\n    conv: $(2 + 2)\n"));
        Assert.NotEqual(hash, Hash("  - {conv: 4, kernel_size: 3, name: d}\n"));
        Assert.NotEqual(hash, Hash("  - {conv: 4, kernel_size: 3, bias: false, name: c}\n"));
        Assert.Matches("^[0-9a-f]{64}$", hash);
    }

    [Fact]
    public void Allow_turns_a_warning_off()
    {
        const string useless = "training: {optimizer: adam, momentum: 0.5}\n";
        Assert.Contains(Models.Compile(useless).Diagnostics, d => d.Descriptor.Id == "MG6004");
        Assert.DoesNotContain(Models.Compile(useless + "allow: [MG6004]\n").Diagnostics, d => d.Descriptor.Id == "MG6004");
    }

    [Fact]
    public void A_single_model_may_have_a_name_instead_of_variants() => Assert.Equal("Solo", Models.One("name: Solo").Name);

    private static string Fields(ModelGraph model) => string.Join(' ', model.Recipe.Fields.Select(f => f.Name + "=" + f.Value));
}
