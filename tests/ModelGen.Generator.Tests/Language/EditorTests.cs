namespace ModelGen.Generator.Tests.Language;

/// <summary>The schema as a user meets it: in an editor's language server.</summary>
public class EditorTests
{
    private const string Head = "input: [3, 8, 8]\nclasses: 10\nbackbone:\n";

    [SkippableFact]
    public void A_wrong_argument_is_underlined()
    {
        using var server = YamlLanguageServer.Start();
        string uri = server.Open(Head + "  - {conv: 16, kernl_size: 3, name: a}\n");
        Assert.Equal((3, 15, 25, "Property kernl_size is not allowed."), Assert.Single(server.Diagnostics(uri)));
    }

    [SkippableFact]
    public void A_wrong_value_is_underlined()
    {
        using var server = YamlLanguageServer.Start();
        string uri = server.Open(Head + "  - {max_pool: 0}\n  - {residual: [relu], join: mull}\n");
        var found = server.Diagnostics(uri);
        Assert.Equal([(3, 15, 16), (4, 29, 33)], found.Select(d => (d.Line, d.Start, d.End)));
        Assert.Equal("Value is below the minimum of 1.", found[0].Message);
    }

    [SkippableFact]
    public void The_arguments_of_an_op_are_offered()
    {
        using var server = YamlLanguageServer.Start();
        string uri = server.Open(Head + "  - conv: 16\n    kernel_size: 3\n    \n");
        Assert.Equal(
            ["stride", "padding", "dilation", "groups", "bias", "init", "bias_init", "name", "as", "when", "repeat", "first", "last", "tap", "aux"],
            server.Complete(uri, 5, 4));
    }

    [SkippableFact]
    public void Words_are_offered_for_values_initializers_and_sections()
    {
        using var server = YamlLanguageServer.Start();
        string padding = server.Open(Head + "  - conv: 16\n    padding: \n");
        Assert.Equal(["same"], server.Complete(padding, 4, 13));
        string init = server.Open(Head + "  - conv: 16\n    init: \n");
        Assert.Contains("kaiming_normal", server.Complete(init, 4, 10));
        string section = server.Open("input: [3, 8, 8]\nba\n");
        Assert.Contains("backbone", server.Complete(section, 1, 2));
        string item = server.Open(Head + "  - \n");
        Assert.Contains("relu", server.Complete(item, 3, 4));
    }

    [SkippableTheory]
    [InlineData("expect: {parameter: 3}", "Property parameter is not allowed.")]
    [InlineData("budget: {activation_byte: 3}", "Property activation_byte is not allowed.")]
    [InlineData("weights: {imagenet: {url: \"https://example.org/a.pth\"}}", "Missing property \"sha256\".")]
    [InlineData("weights: {imagenet: {url: \"https://example.org/a.pth\", sha256: 0123456f, men: [1]}}", "Property men is not allowed.")]
    [InlineData("variants: {A: {training: {optimiser: sgd}}}", "Property optimiser is not allowed.")]
    [InlineData("variants: {A: {n: 3, expect: {weight: 3}}}", "Property weight is not allowed.")]
    public void Sections_are_checked_in_the_file_and_in_variants(string line, string expected)
    {
        using var server = YamlLanguageServer.Start();
        Assert.Equal(expected, Assert.Single(server.Diagnostics(server.Open(Head + "  - relu\n" + line + "\n"))).Message);
    }

    [SkippableFact]
    public void Keys_are_offered_in_weights_and_variants()
    {
        using var server = YamlLanguageServer.Start();
        string weights = server.Open("input: [3, 8, 8]\nweights:\n  imagenet:\n    \n");
        // Beside them the server offers the whole entry.
        string[] keys = [.. server.Complete(weights, 3, 4)];
        Assert.All(new[] { "mean", "rename", "sha256", "std", "url" }, key => Assert.Contains(key, keys));
        string variant = server.Open("input: [3, 8, 8]\nvariants:\n  A:\n    \n");
        string[] offered = [.. server.Complete(variant, 3, 4)];
        Assert.All(new[] { "extends", "training", "head", "expect" }, key => Assert.Contains(key, offered));
    }

    [SkippableFact]
    public void The_zoo_has_nothing_underlined()
    {
        using var server = YamlLanguageServer.Start();
        foreach (string file in ZooFiles())
        {
            var found = server.Diagnostics(server.OpenFile(file));
            Assert.True(found.Count == 0, file + ": " + string.Join("; ", found));
        }
    }

    [SkippableFact]
    public void A_file_finds_its_schema_by_its_own_line()
    {
        using var server = YamlLanguageServer.Start();
        // Laid out as the zoo is, and not in it: other tests compile what lies there.
        string folder = Directory.CreateTempSubdirectory("modelgen-editor").FullName;
        try
        {
            string blocks = Directory.CreateDirectory(Path.Combine(folder, "blocks")).FullName, file = Path.Combine(blocks, "b.yaml");
            File.Copy(Repository.File("models/modelgen.schema.json"), Path.Combine(folder, "modelgen.schema.json"));
            File.WriteAllText(file, SchemaLine("../") + "\nblocks: {b: {body: [{conv: 3, kernl_size: 1}]}}\n");
            Assert.Contains(server.Diagnostics(server.OpenFile(file)), d => d.Message == "Property kernl_size is not allowed.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Every_file_of_the_zoo_names_its_schema() => Assert.All(ZooFiles(), file =>
    {
        string up = string.Concat(Enumerable.Repeat("../", Path.GetRelativePath(Repository.File("models"), file).Count(c => c == Path.DirectorySeparatorChar)));
        Assert.Equal(SchemaLine(up), File.ReadLines(file).First());
    });

    private static string SchemaLine(string up) => "# yaml-language-server: $schema=" + up + "modelgen.schema.json";

    private static IEnumerable<string> ZooFiles() => Directory.GetFiles(Repository.File("models"), "*.yaml", SearchOption.AllDirectories)
        .Where(file => !Path.GetRelativePath(Repository.File("models"), file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
}
