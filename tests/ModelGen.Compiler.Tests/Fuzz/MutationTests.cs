using System.Diagnostics;
using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Tests.Fuzz;

/// <summary>
/// Specs that somebody is in the middle of typing: whatever the text, the compiler ends soon, does not throw, and points into a file.
/// </summary>
public class MutationTests
{
    private const int Mutations = 400;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private static readonly SpecFolder Models = SpecFolder.OnDisk(Repository.File("models"));

    private static readonly string[] Tokens =
    [
        "$", "$(", "${", ")", "{", "}", "[", "]", ":", ": ", ",", "#", "-", "- ", "\n", "\n  ", "\t", "'", "\"", "&a", "*a", "<<: ",
            "!!int ", "|", ">", "%", "?", "~", "null",
        "\0", "\uD800", "\uFEFF", "\u2028", "-1", "0", "1e999", "99999999999", "0.5", "true", "in", "index", "none", "conv", "seq",
        "residual", "parallel", "for", "repeat: 10000",
        "when: $x", "name: a.b", "tap: t", "from: t", "extends: ", "aux: 1", "columns: [a]", "rows: []", "join: concat", "$(in // 0)",
        "$(min())", "[]", "{}",
    ];

    [Fact]
    public void No_text_throws_hangs_or_points_outside_of_its_file()
    {
        var random = new Random(20);
        var paths = Models.Paths.Where(p => !p.StartsWith("blocks/", StringComparison.Ordinal)).ToList();
        for (int i = 0; i < Mutations; i++)
        {
            string path = paths[random.Next(paths.Count)];
            string text = Mutate(Shorten(Models.TextOf(path)), random);
            var watch = Stopwatch.StartNew();
            var result = Models.CompileText(path, text);
            Assert.True(watch.Elapsed < Longest, $"{watch.Elapsed} for\n{text}");
            Assert.All(result.Diagnostics, d => AssertInside(d, path, text));
            // Nothing comes of nothing: no models without a reason.
            Assert.True(result.Models.Count > 0 || result.Diagnostics.Count > 0, text);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("a: \"\\UFFFFFFFF\"")]
    [InlineData("? a\n: b")]
    [InlineData("backbone: [{conv: 1, conv: 2}]\nvariants: {A: }")]
    [InlineData("variants: {A: {extends: A}}")]
    [InlineData("variants: {A: {extends: '#'}}")]
    [InlineData("import: [../../../x.yaml, '', '/', 'C:\\x']")]
    [InlineData("input: [3, 8, 8]\nclasses: 1e300\nbackbone: []\nvariants: {A: {}}")]
    [InlineData("input: [3, 8, 8]\nclasses: 3\nbackbone: []\nvariants: {A: {}}")]
    [InlineData("input: [3, 8, 8]\nclasses: 3\nbackbone: [{for: 10000, do: [{for: 10000, do: [relu]}]}]\nvariants: {A: {}}")]
    [InlineData("input: [3, 8, 8]\nclasses: 3\nbackbone: [{conv: \"$(1e308 * 10)\", kernel_size: 1}]\nvariants: {A: {}}")]
    [InlineData("input: [3, 8, 8]\nclasses: 3\nparams: {a: $a}\nbackbone: [{parallel: [[]], join: add}, {residual: []}, {seq: []}]\nvariants: {A: {}}")]
    public void Odd_texts_get_a_diagnostic_inside_of_them(string text)
    {
        var result = Models.CompileText("resnet_cifar.yaml", text);
        Assert.NotEmpty(result.Diagnostics);
        Assert.All(result.Diagnostics, d => AssertInside(d, "resnet_cifar.yaml", text));
    }

    [Fact]
    public void A_million_brackets_end_soon()
    {
        var watch = Stopwatch.StartNew();
        Assert.NotEmpty(Models.CompileText("resnet_cifar.yaml", new string('[', 1_000_000)).Diagnostics);
        Assert.NotEmpty(Models.CompileText("resnet_cifar.yaml", "a: " + new string('[', 200_000)).Diagnostics);
        Assert.True(watch.Elapsed < Longest, watch.Elapsed.ToString());
    }

    // The deepest variants say nothing that shallow ones do not, and cost most of the time.
    private static string Shorten(string text) =>
        text.Replace("n: 200", "n: 2", StringComparison.Ordinal).Replace("n: 111", "n: 2", StringComparison.Ordinal);

    private static string Mutate(string text, Random random)
    {
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int place = random.Next(text.Length + 1);
            int length = Math.Min(random.Next(1, 20), text.Length - place);
            text = random.Next(5) switch
            {
                0 => text.Remove(place, length),
                1 => text.Insert(place, Tokens[random.Next(Tokens.Length)]),
                2 => text.Remove(place, length).Insert(place, Tokens[random.Next(Tokens.Length)]),
                3 => SwapLines(text, random),
                _ => text.Insert(random.Next(text.Length + 1), text.Substring(place, length)),
            };
        }

        return text;
    }

    private static string SwapLines(string text, Random random)
    {
        string[] lines = text.Split('\n');
        int a = random.Next(lines.Length), b = random.Next(lines.Length);
        (lines[a], lines[b]) = (lines[b], lines[a]);
        return string.Join('\n', lines);
    }

    private static void AssertInside(Diagnostic diagnostic, string path, string text)
    {
        foreach (var span in diagnostic.Related.Prepend(diagnostic.Span))
        {
            string own = span.Path.EndsWith(path, StringComparison.Ordinal) ? text : File.ReadAllText(span.Path);
            Assert.InRange(span.Start, 0, own.Length);
            Assert.InRange(span.Start + span.Length, span.Start, own.Length);
            Assert.True(span.StartLine >= 0 && span.StartColumn >= 0 && span.EndLine >= span.StartLine, diagnostic.ToString());
        }

        Assert.NotEmpty(diagnostic.Message);
        Assert.DoesNotContain('\n', diagnostic.Message);
        Assert.NotEqual(Descriptors.InternalError, diagnostic.Descriptor);
    }
}
