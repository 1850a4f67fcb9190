using ModelGen.Compiler.Backends.CSharp;
using ModelGen.Compiler.Graph;

namespace ModelGen.Compiler.Tests.Sections;

/// <summary><c>weights:</c>: trained weights by name, as the graph and the generated code hold them, and every mistake at its place.</summary>
public sealed class WeightsTests
{
    [Fact]
    public void Weights_reach_the_graph_and_the_code()
    {
        var graph = Model("""
            weights:
              imagenet:
                url: https://example.org/models/net-0123abcd.pth
                sha256: 0123ABCD
                mean: [0.485, 0.456, 0.4]
                std: [0.229, 0.224, 1]
                rename: {linear: fc, "*.norm.1": "*.norm1", aux: none}
              bare: {url: "http://example.org/a.safetensors", sha256: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef}
            """);
        Assert.Equal(
            new PublishedWeights(
                "imagenet", "https://example.org/models/net-0123abcd.pth", new(false, "0123abcd"), new([0.485, 0.456, 0.4]), new([0.229, 0.224, 1]),
                new([new("linear", "fc"), new("*.norm.1", "*.norm1"), new("aux", "")])),
            graph.Weights[0]);
        Assert.Equal(("bare", 0, 0), (graph.Weights[1].Name, graph.Weights[1].Mean.Count, graph.Weights[1].Renames.Count));
        string code = CSharpBackend.Emit(graph, "Test");
        Assert.Contains("""new("imagenet", "https://example.org/models/net-0123abcd.pth", FileChecksum.Sha256("0123abcd"))""", code);
        Assert.Contains("Normalization = new([0.485f, 0.456f, 0.4f], [0.229f, 0.224f, 1.0f]),", code);
        Assert.Contains("""Renames = [new("linear", "fc"), new("*.norm.1", "*.norm1"), new("aux", "")],""", code);
    }

    [Fact]
    public void Weights_are_no_part_of_what_a_model_is() =>
        Assert.Equal(Model("").SpecHash, Model("weights: {a: {url: \"https://example.org/a.pth\", sha256: \"01234567\"}}").SpecHash);

    [Fact]
    public void A_variants_own_replace_those_of_the_file()
    {
        var result = Compile("""
            weights: {all: {url: "https://example.org/all.pth", sha256: "01234567"}}
            variants:
              A: {}
              B: {classes: 5, weights: {own: {url: "https://example.org/b.pth", sha256: "89abcdef"}}}
            """, name: "");
        Assert.Equal(["all"], result.Models[0].Weights.Select(w => w.Name));
        Assert.Equal(["own"], result.Models[1].Weights.Select(w => w.Name));
    }

    [Theory]
    [InlineData("a: https://example.org/a.pth", "the weights 'a': expected a mapping with url and sha256, found 'https://example.org/a.pth'")]
    [InlineData("a: {sha256: \"01234567\"}", "the weights 'a': expected 'url', found none")]
    [InlineData("a: {url: \"https://example.org/a.pth\"}", "the weights 'a': expected 'sha256', found none")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha_256: \"01234567\"}", "'weights' has no key 'sha_256'; did you mean 'sha256'?")]
    [InlineData("a: {url: ../a.pth, sha256: \"01234567\"}", "'url': expected the address of a file")]
    [InlineData("a: {url: \"https://example.org/\", sha256: \"01234567\"}", "'url': expected the address of a file")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"0123456\"}", "'sha256': expected the file's SHA-256")]
    [InlineData("a: {url: \"https://example.org/a.h5\", md5: \"01234567\"}", "'md5': expected the file's MD5: 32 hexadecimal digits, found")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"0123456x\"}", "'sha256': expected the file's SHA-256")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"01234567\", mean: [0, 0, 0]}", "both 'mean' and 'std', or neither, found 'mean' alone")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"01234567\", mean: [0, 0], std: [1, 1, 1]}", "'mean': expected a list of 3 numbers, one for each channel")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"01234567\", mean: [0, 0, 0], std: [1, 0, 1]}", "'std': expected a list of 3 numbers above 0")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"01234567\", rename: [a, b]}", "'rename': expected a mapping of the file's keys to the model's")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"01234567\", rename: {a: [b]}}", "'a': expected the model's key, or 'none'")]
    [InlineData("a: {url: \"https://example.org/a.pth\", sha256: \"01234567\", rename: {a: \"*.b\"}}", "'a': expected no more '*' than in the key to rename, found '*.b'")]
    [InlineData("3", "'weights': expected a mapping of names to url and sha256, found '3'")]
    public void Mistakes_are_told_at_their_place(string weights, string expected)
    {
        string text = weights.Contains(": ", StringComparison.Ordinal) ? "weights:\n  " + weights : "weights: " + weights;
        var result = Compile(text);
        Assert.Empty(result.Models);
        var diagnostic = Assert.Single(result.Diagnostics);
        Assert.Contains(expected, diagnostic.Message);
        Assert.InRange(diagnostic.Span.StartLine, 5, 6);
    }

    private static ModelGraph Model(string weights)
    {
        var result = Compile(weights);
        Assert.Empty(result.Diagnostics.Where(d => d.Descriptor.Severity > Compiler.Diagnostics.DiagnosticSeverity.Info).Select(d => d.Message));
        return Assert.Single(result.Models);
    }

    private static CompilationResult Compile(string weights, string name = "name: Net\n") => SpecFolder.InMemory(("net.yaml", $$"""
        {{name}}input: [3, 8, 8]
        classes: 10
        backbone: [flatten]
        head: [{linear: $classes, name: fc}]
        {{weights}}
        """)).Compile("net.yaml");
}
